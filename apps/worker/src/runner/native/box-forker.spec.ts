import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Box } from '../box/box.js';
import { BOX_PATH } from '../testing.js';
import { BoxForker } from './box-forker.js';
import { BoxCgroups } from './cgroups.js';
import { NativeLauncher } from './native.launcher.js';
import { UserIds } from './user-ids.js';

const userIds = await UserIds.reserve();
const { cgroups } = await BoxCgroups.open(userIds.range);
afterAll(() => userIds.close());

const OPTIONS = { processes: false, workBytes: 1 << 20, workInodes: 64, filesBytes: 1 << 20, readOnly: [] };
let slot = 0;
const ids = {
  take: () => ({ slot: slot++, uidBase: 2_047_000_000 + slot * 4096 }),
  giveBack: () => undefined,
} as never;

/** Processes below this one, by their names. */
function below(pid: number, name: string): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  const own = children.filter((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === name);
  return [...own, ...children.flatMap((child) => below(child, name))];
}

describe.each(['full', 'reduced'] as const)(
  'boxes with isolation %s that a small process starts',
  (isolation) => {
    let forker: BoxForker;
    let launcher: NativeLauncher;
    beforeEach(async () => {
      forker = await BoxForker.open(BOX_PATH);
      launcher = new NativeLauncher(BOX_PATH, isolation, ids, [], null, 0, forker);
    });
    afterEach(async () => {
      await launcher.settled();
      await forker.close();
      await expect.poll(() => below(process.pid, 'box')).toEqual([]);
    });
    const launch = async () => {
      const box = await Box.launch(launcher.openPlace(), OPTIONS);
      await box.ready;
      return box;
    };

    it('work, and are gone when they were killed', async () => {
      const box = await launch();
      await box.put('program', Buffer.alloc(0));
      expect(below(process.pid, 'box').length).toBeGreaterThan(0);
      await box.kill();
      await expect.poll(() => below(process.pid, 'box')).toEqual([]);
    });

    it('say how they ended', async () => {
      const transport = await launcher.openPlace().launch({ ...OPTIONS, workInodes: -1 });
      expect(await transport.ended).toMatch(
        /^the box ended with exit code \d+: box: bad value for --work-inodes/,
      );
    });

    // Root may make cgroups, unless it is in a container that shows them read-only.
    it.runIf(cgroups)('are each in cgroups of its own, which go with it', async () => {
      const inCgroups = new NativeLauncher(BOX_PATH, isolation, userIds, [], cgroups, 0, forker);
      const box = await Box.launch(inCgroups.openPlace(), OPTIONS);
      await box.ready;
      const [pid] = below(process.pid, 'box');
      const own = cgroups!.foldersOf({ slot: 0, uidBase: 0 });
      expect(readFileSync(`/proc/${pid}/cgroup`, 'utf8')).toContain(basename(own[0]!));
      await box.kill();
      await inCgroups.settled();
      expect(own.filter((folder) => existsSync(folder))).toEqual([]);
    });

    it('end when the process that started them is killed, and the worker starts further ones itself', async () => {
      const box = await launch();
      const [pid] = below(process.pid, 'box-forker');
      process.kill(pid!, 'SIGKILL');
      await expect.poll(() => box.alive).toBe(false);
      const next = await launch();
      await next.kill();
    });
  },
);
