import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profilesFrom } from '../../scripts/seccomp.mjs';
import { ROOT } from '../support/docker.js';

interface Profile {
  defaultAction: string;
  syscalls: { names: string[]; action: string; errnoRet?: number }[];
}

const printed = execFileSync(join(ROOT, 'native/box/build/box'), ['seccomp-profile'], { encoding: 'utf8' });
const profile = JSON.parse(printed) as Profile;

it.each(Object.entries(profilesFrom(printed)))(
  "docker/%s is what the box's own table says; when not: npm run seccomp",
  (name, text) => expect(readFileSync(join(ROOT, 'docker', name), 'utf8')).toBe(text),
);

it('the profile denies whatever it does not name, and nothing in it opens a way out', () => {
  expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
  const allowed = profile.syscalls
    .filter(({ action }) => action === 'SCMP_ACT_ALLOW')
    .flatMap(({ names }) => names);
  for (const name of [
    'bpf',
    'keyctl',
    'add_key',
    'ptrace',
    'io_uring_setup',
    'userfaultfd',
    'init_module',
    'kexec_load',
    'open_by_handle_at',
    'setns',
    'unshare',
    'perf_event_open',
    'process_vm_writev',
    'mknodat',
    'reboot',
    'swapon',
    'fsopen',
    'move_mount',
  ])
    expect(allowed).not.toContain(name);
  expect(profile.syscalls).toContainEqual({ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 });
});
