import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LANGUAGE_ROWS } from '../languages/table.js';
import type { Toolchain } from '../languages/toolchain.js';
import { NativeLauncher } from '../native/native.launcher.js';
import { UserIds } from '../native/user-ids.js';
import { BOX_PATH } from '../testing.js';
import { WarmUps } from './warm-up.js';

/** A warm-up that takes no time. */
const WARM_UP = { files: [], argv: ['/bin/sh', '-c', 'echo > made'], directory: '.', produces: /^made$/ };
const row = LANGUAGE_ROWS.find(({ id }) => id === 'cpp')!;
const toolchain: Toolchain = {
  row: { ...row, compile: { ...row.compile!, warmUp: WARM_UP } },
  tool: '/bin/sh',
  companion: null,
  root: null,
  identity: 'test',
  version: { text: '1', parts: [1], prerelease: false },
  variant: {},
};

let folder: string;
let ids: UserIds;
const said: string[] = [];
const warmUps = () =>
  new WarmUps(new NativeLauncher(BOX_PATH, 'full', ids), folder, (text) => said.push(text));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpast-warm-up-'));
  ids = await UserIds.reserve();
  said.length = 0;
});
afterEach(async () => {
  ids.close();
  await rm(folder, { recursive: true });
});

it('a warm-up with which nothing compiles is not there at the next start', async () => {
  const first = warmUps();
  await first.prepare(toolchain, () => Promise.resolve(false));
  expect(said).toEqual([expect.stringContaining('nothing compiles with it')]);
  expect(first.of(toolchain)).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

it('one that helps is kept, and taken for proven by the next start', async () => {
  await warmUps().prepare(toolchain, () => Promise.resolve(true));
  expect(await readdir(folder)).toHaveLength(1);
  const next = warmUps();
  await next.prepare(toolchain, () => Promise.reject(new Error('not to be asked')));
  expect(next.of(toolchain)).not.toBeNull();
  expect(said).toEqual([]);
});
