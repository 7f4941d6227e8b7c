import { expect, it } from 'vitest';
import { containerOptions } from './container-options.js';

const settings = {
  image: 'image',
  owner: 'owner',
  apparmorProfile: null,
  socketFolder: null,
  warmUpFolder: null,
  cores: 2,
  memoryBytes: 0,
};

it('Podman gets the seccomp profile by its path, unmasked paths in its own words, and its writable folders closed', () => {
  const { HostConfig } = containerOptions({
    ...settings,
    seccompProfile: '/docker/seccomp.json',
    podman: true,
  });
  expect(HostConfig!.SecurityOpt).toEqual([
    'no-new-privileges',
    'seccomp=/docker/seccomp.json',
    'unmask=ALL',
  ]);
  for (const folder of ['/tmp', '/var/tmp', '/run']) expect(HostConfig!.Tmpfs![folder]).toMatch(/^ro,/);
});

it('Docker gets none of that', () => {
  const { HostConfig } = containerOptions({ ...settings, seccompProfile: '{}' });
  expect(HostConfig!.SecurityOpt).toEqual(['no-new-privileges', 'seccomp={}']);
  expect(Object.keys(HostConfig!.Tmpfs!).sort()).toEqual(['/dev/mqueue', '/run/cpast']);
});
