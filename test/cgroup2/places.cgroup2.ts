import { execFile } from 'node:child_process';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

const TOP = '/sys/fs/cgroup';
const BUILT = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/native/cgroups.js');
const SLICE = join(TOP, 'test.slice');
const UNIT = join(SLICE, 'test.service');
const BOX = { slot: 7, uidBase: 0 };
/** What a worker does with cgroups when it starts, and for one box. */
const WORKER = `
const { BoxCgroups } = await import(${JSON.stringify(pathToFileURL(BUILT).href)});
const { cgroups, detail } = await BoxCgroups.open(9);
const folders = cgroups ? await cgroups.make(${JSON.stringify(BOX)}) : [];
await cgroups?.remove(folders);
process.stdout.write(JSON.stringify({ detail, folders }));`;

/**
 * Starts it as a member of the cgroup. @param last what its shell does: `exec` leaves the worker alone there
 */
async function startIn(cgroup: string, last: 'exec' | ''): Promise<{ detail: string; folders: string[] }> {
  const script = `echo $$ >"$0/cgroup.procs" && ${last} "$@" && :`;
  const args = ['-c', script, cgroup, process.execPath, '--input-type=module', '-e', WORKER];
  const { stdout } = await promisify(execFile)('/bin/sh', args);
  return JSON.parse(stdout) as { detail: string; folders: string[] };
}

/** Those at the bottom first; what has no members can be removed. */
async function remove(cgroup: string): Promise<void> {
  for (const entry of await readdir(cgroup, { withFileTypes: true }))
    if (entry.isDirectory()) await remove(join(cgroup, entry.name));
  await rmdir(cgroup);
}

describe('the cgroups of boxes in version 2', () => {
  beforeEach(async () => {
    await writeFile(join(TOP, 'cgroup.subtree_control'), '+memory +pids +cpu');
    await mkdir(SLICE);
    await writeFile(join(SLICE, 'cgroup.subtree_control'), '+memory +pids +cpu');
    await mkdir(UNIT);
  });
  afterEach(() => remove(SLICE));

  it('are at the top of the hierarchy when the worker shares its own with others', async () => {
    const { folders, detail } = await startIn(UNIT, '');
    expect(folders, detail).toEqual([join(TOP, 'cpast/cpast-box-9-7')]);
    expect(detail).toContain('each box has one of its own (version 2)');
  });

  it.each(['memory.max', 'memory.high', 'cpu.max'])(
    'are nowhere when they would escape a %s of the worker',
    async (name) => {
      await writeFile(join(SLICE, name), name === 'cpu.max' ? '900000 1000000' : String(1 << 30));
      const { folders, detail } = await startIn(UNIT, '');
      expect(folders).toEqual([]);
      expect(detail).toContain(`the watchdog stands alone`);
      expect(detail).toContain(`would escape ${join(SLICE, name)}`);
    },
  );

  it('are in the unit of a worker that the service manager has put into a subgroup, whatever limits the unit', async () => {
    await writeFile(join(UNIT, 'memory.max'), String(1 << 30));
    await mkdir(join(UNIT, 'worker'));
    const { folders, detail } = await startIn(join(UNIT, 'worker'), '');
    expect(folders, detail).toEqual([join(UNIT, 'cpast-box-9-7')]);
  });

  it('are in its own when it is alone there: it moves into a leaf', async () => {
    await writeFile(join(UNIT, 'memory.max'), String(1 << 30));
    const { folders, detail } = await startIn(UNIT, 'exec');
    expect(folders, detail).toEqual([join(UNIT, 'cpast-box-9-7')]);
    expect(await readdir(UNIT)).toContain('cpast-worker');
  });
});
