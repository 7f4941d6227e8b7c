import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxForker } from './box-forker.js';
import type { NativeLauncher } from './native.launcher.js';
import type { Box } from '../box/box.js';
import { BOX_PATH } from '../testing.js';

// As built: the forker is a program of its own.
const RUNNER = join(import.meta.dirname, '../../../../../dist/apps/worker/apps/worker/src/runner');
const built = async <T>(path: string): Promise<T> => (await import(join(RUNNER, path))) as T;
const forkers = await built<{ BoxForker: typeof BoxForker }>('native/box-forker.js');
const launchers = await built<{ NativeLauncher: typeof NativeLauncher }>('native/native.launcher.js');
const boxes = await built<{ Box: typeof Box }>('box/box.js');

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
      forker = await forkers.BoxForker.open();
      launcher = new launchers.NativeLauncher(BOX_PATH, isolation, ids, [], null, 0, forker);
    });
    afterEach(async () => {
      await launcher.settled();
      await forker.close();
      await expect.poll(() => below(process.pid, 'box')).toEqual([]);
    });
    const launch = async () => {
      const box = await boxes.Box.launch(launcher.openPlace(), OPTIONS);
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

    it('end when the process that started them is killed, and the worker starts further ones itself', async () => {
      const box = await launch();
      const [pid] = below(process.pid, 'node').concat(below(process.pid, 'MainThread'));
      process.kill(pid!, 'SIGKILL');
      await expect.poll(() => box.alive).toBe(false);
      const next = await launch();
      await next.kill();
    });
  },
);
