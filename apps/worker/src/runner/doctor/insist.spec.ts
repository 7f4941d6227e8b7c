import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxLauncher, BoxOptions } from '../box/launcher.js';
import { NativeLauncher } from '../native/native.launcher.js';
import { UserIds } from '../native/user-ids.js';
import { BOX_PATH } from '../testing.js';
import { insistOnBoxes } from './insist.js';

let ids: UserIds;
beforeEach(async () => (ids = await UserIds.reserve()));
afterEach(() => ids.close());

const sound = (): BoxLauncher => new NativeLauncher(BOX_PATH, 'full', ids);

/** Its boxes show more of the host than they should. */
function leaky(): BoxLauncher {
  const launcher = sound();
  return {
    isolation: 'full',
    showsHostFolders: true,
    openPlace: () => {
      const place = launcher.openPlace();
      const launch = (options: BoxOptions) =>
        place.launch({ ...options, readOnly: [{ source: '/var', target: '/home' }] });
      return { launch, retire: () => place.retire(), close: () => place.close() };
    },
  };
}

describe('boxes that lack a layer', () => {
  const said: string[] = [];
  const log = (message: string): void => void said.push(message);
  afterEach(() => void (said.length = 0));

  it('stop a start in production, by name', async () => {
    const start = insistOnBoxes(leaky(), { isolation: undefined, production: true, log });
    await expect(start).rejects.toThrow(/boxes lack a layer: hidden_host \(a program could see_home\)/);
  });

  it('are named and used with ISOLATION=reduced', async () => {
    await insistOnBoxes(leaky(), { isolation: 'reduced', production: true, log });
    expect(said.join('\n')).toMatch(/hidden_host/);
  });

  it('would have lacked it: sound ones pass', async () => {
    await insistOnBoxes(sound(), { isolation: 'full', production: true, log });
    expect(said).toEqual([]);
  });
});
