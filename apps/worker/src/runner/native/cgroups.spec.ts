import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaultLimits } from '@app/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { ownBoxes, RunnerFixture } from '../testing.js';
import { findParents } from './cgroup-parents.js';
import { BoxCgroups } from './cgroups.js';
import { UserIds } from './user-ids.js';

const MiB = 1024 * 1024;
const ids = await UserIds.reserve();
const support = await BoxCgroups.open(ids.range);
ids.close();

let fixture: RunnerFixture | undefined;
let folder: string | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
  if (folder) await rm(folder, { recursive: true });
  folder = undefined;
});

const parents = async () =>
  findParents(await readFile('/proc/self/mountinfo', 'utf8'), await readFile('/proc/self/cgroup', 'utf8'));

/** Where the one live box of this process is, in the hierarchy that limits memory. */
async function cgroupOfBox(): Promise<string> {
  const [pid] = await ownBoxes();
  const memberships = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const name = /cpast-box-\d+-\d+$/m.exec(memberships)?.[0];
  if (!name) throw new Error(`the box is in none of its own: ${memberships}`);
  return join((await parents()).folders[0]!, name);
}

/** Behind the box's back, so that it is the kernel that stops the program and not the watchdog. */
async function tighten(cgroup: string, bytes: number): Promise<void> {
  for (const name of ['memory.max', 'memory.limit_in_bytes'])
    await writeFile(join(cgroup, name), String(bytes), { flag: 'r+' }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
}

async function childrenOf(parent: string): Promise<string[]> {
  return (await readdir(parent)).filter((name) => name.startsWith('cpast-box-'));
}

/** The time is for an emulated processor. */
const LIMITS = withDefaultLimits({
  memoryLimitBytes: 512 * MiB,
  cpuTimeLimitMs: 30_000,
  wallTimeLimitMs: 60_000,
});
const EAT = '#include <stdlib.h>\n#include <stdio.h>\n';

// Root may make cgroups, unless it is in a container that shows them read-only; elsewhere there is nothing to
// test.
describe.runIf(support.cgroups)('a box in a cgroup of its own', () => {
  it('is limited there, and the cgroup is gone with the box', async () => {
    fixture = await RunnerFixture.start(['c']);
    const program = await fixture.compile({ language: 'c', source: 'int main(void) { return 0; }' });
    const sandbox = await fixture.runner.open([program]);
    expect((await sandbox.run(program, [{ stdin: '' }], LIMITS))[0]!.kind).toBe('ok');
    const cgroup = await cgroupOfBox();
    const name = (await readdir(cgroup)).find((file) => /^memory\.(max|limit_in_bytes)$/.test(file))!;
    const limit = Number(await readFile(join(cgroup, name), 'utf8'));
    expect(limit).toBeGreaterThan(512 * MiB);
    expect(limit).toBeLessThan(1024 * MiB);
    await sandbox.close();
    await fixture.runner.close();
    await expect(readdir(cgroup)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('has the verdict memory_limit when it is the kernel that kills', async () => {
    fixture = await RunnerFixture.start(['c', 'bash']);
    const eat = await fixture.compile({
      language: 'c',
      source: `${EAT}int main(void) { int m; scanf("%d", &m); volatile char *p = malloc((size_t)m << 20); for (long at = 0; at < (long)m << 20; at += 4096) p[at] = 1; puts("fed"); }`,
    });
    const sandbox = await fixture.runner.open([eat]);
    const kinds = async (stdin: string) =>
      (await sandbox.run(eat, [{ stdin }], LIMITS)).map(({ kind }) => kind);
    expect(await kinds('1')).toEqual(['ok']);
    await tighten(await cgroupOfBox(), 64 * MiB);
    expect(await kinds('200')).toEqual(['memory_limit']);
    expect(await kinds('1')).toEqual(['ok']);
    await sandbox.close();
  });

  it('has it, too, when the one that was killed is a child and the program ends well', async () => {
    fixture = await RunnerFixture.start(['bash']);
    const source = 'read m; (x=$(head -c "${m}m" /dev/zero | tr "\\\\0" a); echo "${#x}"); exit 0';
    const eat = await fixture.compile({ language: 'bash', source });
    const sandbox = await fixture.runner.open([eat]);
    const [before] = await sandbox.run(eat, [{ stdin: '1\n' }], LIMITS);
    expect(before).toMatchObject({ kind: 'ok', stdout: Buffer.from(`${MiB}\n`) });
    await tighten(await cgroupOfBox(), 32 * MiB);
    const [outcome] = await sandbox.run(eat, [{ stdin: '100\n' }], LIMITS);
    expect(outcome!.kind).toBe('memory_limit');
    await sandbox.close();
  });

  it('shares none with a box at the same time', async () => {
    fixture = await RunnerFixture.start(['c']);
    const program = await fixture.compile({ language: 'c', source: 'int main(void) { return 0; }' });
    const sandboxes = await Promise.all([1, 2].map(() => fixture!.runner.open([program])));
    await Promise.all(sandboxes.map((sandbox) => sandbox.run(program, [{ stdin: '' }], LIMITS)));
    const names = (await ownBoxes()).map(
      async (pid) => /cpast-box-.*$/m.exec(await readFile(`/proc/${pid}/cgroup`, 'utf8'))?.[0],
    );
    const [first, second] = await Promise.all(names);
    expect(first).toBeDefined();
    expect(second).not.toBe(first);
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  });

  it('left by a dead worker is removed by the next, that of a live one stays', async () => {
    const [live, next] = [await UserIds.reserve(), await UserIds.reserve()];
    const dead = await UserIds.reserve();
    dead.close();
    const { folders } = await parents();
    const [orphan, ofLive] = [`cpast-box-${dead.range}-7`, `cpast-box-${live.range}-7`];
    for (const parent of folders) for (const name of [orphan, ofLive]) await mkdir(join(parent, name));
    try {
      expect((await BoxCgroups.open(next.range)).cgroups).not.toBeNull();
      for (const parent of folders) {
        const names = await childrenOf(parent);
        expect(names).toContain(ofLive);
        expect(names).not.toContain(orphan);
      }
    } finally {
      live.close();
      await BoxCgroups.open(next.range);
      next.close();
    }
    for (const parent of folders) expect(await childrenOf(parent)).not.toContain(ofLive);
  });
});

describe('where boxes get their cgroups', () => {
  const V2 = (point: string) => `30 20 0:26 / ${point} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate`;
  const tree = async (files: Record<string, string>) => {
    folder = await mkdtemp(join(tmpdir(), 'cpast-cgroups-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return folder;
  };

  it('is below their own in version 2, with the controllers switched on', async () => {
    const at = await tree({
      'a.slice/cgroup.controllers': 'cpu memory pids\n',
      'a.slice/cgroup.subtree_control': '',
    });
    expect(await findParents(V2(at), '0::/a.slice\n')).toEqual({
      version: 2,
      folders: [join(at, 'a.slice')],
    });
    expect(await readFile(join(at, 'a.slice/cgroup.subtree_control'), 'utf8')).toBe('+memory +pids');
  });

  it('is their unit where the service manager put them into a subgroup, and nowhere above the unit', async () => {
    const at = await tree({
      'system.slice/cgroup.subtree_control': '',
      'system.slice/cpast.service/cgroup.subtree_control': '',
      'system.slice/cpast.service/worker/cgroup.controllers': 'memory pids\n',
      // A folder cannot be written: as the kernel refuses where processes are.
      'system.slice/cpast.service/worker/cgroup.subtree_control/x': '',
    });
    expect(await findParents(V2(at), '0::/system.slice/cpast.service/worker\n')).toEqual({
      version: 2,
      folders: [join(at, 'system.slice/cpast.service')],
    });
    await rm(join(at, 'system.slice/cpast.service/cgroup.subtree_control'));
    await mkdir(join(at, 'system.slice/cpast.service/cgroup.subtree_control'));
    await writeFile(join(at, 'system.slice/cpast.service/cgroup.controllers'), 'memory pids\n');
    await writeFile(join(at, 'system.slice/memory.max'), '1000000\n');
    await expect(findParents(V2(at), '0::/system.slice/cpast.service\n')).rejects.toThrow(
      /escape .*system\.slice\/memory\.max, 1000000.*DelegateSubgroup/,
    );
    expect(await readFile(join(at, 'system.slice/cgroup.subtree_control'), 'utf8')).toBe('');
  });

  it('is one at the top of version 2 where processes are in their own and nothing limits them', async () => {
    const at = await tree({
      'cgroup.controllers': 'cpu memory pids\n',
      'user.slice/memory.max': 'max\n',
      'user.slice/session-1.scope/cgroup.controllers': 'memory pids\n',
      'user.slice/session-1.scope/cgroup.procs': '1\n2\n',
      'user.slice/session-1.scope/cgroup.subtree_control/x': '',
    });
    expect(await findParents(V2(at), '0::/user.slice/session-1.scope\n')).toEqual({
      version: 2,
      folders: [join(at, 'cpast')],
    });
    for (const folder of ['.', 'cpast'])
      expect(await readFile(join(at, folder, 'cgroup.subtree_control'), 'utf8')).toBe('+memory +pids');
  });

  it('is one folder for each hierarchy of version 1, wherever these are mounted', async () => {
    const at = await tree({ 'unified/cgroup.controllers': '' });
    const mounts = [
      V2(join(at, 'unified')),
      '31 20 0:27 / /cg/memory rw - cgroup cgroup rw,memory',
      '32 20 0:28 /docker/1 /cg/pids rw - cgroup cgroup rw,pids',
    ].join('\n');
    const memberships = '8:pids:/docker/1/below\n4:memory:/x:y\n0::/\n';
    expect(await findParents(mounts, memberships)).toEqual({
      version: 1,
      folders: ['/cg/memory/x:y', '/cg/pids/below'],
    });
  });

  it('is nowhere when no hierarchy limits memory, and that is said', async () => {
    await expect(findParents('', '0::/\n')).rejects.toThrow('no hierarchy with the memory controller');
  });
});
