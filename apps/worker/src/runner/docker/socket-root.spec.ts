import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSocketRoot } from './socket-root.js';

let parent: string;
beforeEach(async () => (parent = await mkdtemp(join(tmpdir(), 'cpast-test-'))));
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('the folder for sockets', () => {
  it('goes with the next start when its process was killed, and stays while that process lives', async () => {
    const first = await makeSocketRoot(parent);
    const own = basename(first.folder);
    const [, , place, pid, startTime] = own.split('-');
    expect(Number(pid)).toBe(process.pid);
    const ended = spawnSync('true').pid;
    const names = {
      ofTheDead: `cpast-sockets-${place}-${ended}-${startTime}-abcdef`,
      ofAPidUsedAgain: `cpast-sockets-${place}-${pid}-1-abcdef`,
      ofAnotherPlace: `cpast-sockets-0123456789ab-${ended}-${startTime}-abcdef`,
      ofOthers: 'something-else',
    };
    for (const name of Object.values(names)) await mkdir(join(parent, name, 'c123456'), { recursive: true });
    const second = await makeSocketRoot(parent);
    const next = basename(second.folder);
    expect((await readdir(parent)).sort()).toEqual([names.ofAnotherPlace, names.ofOthers, own, next].sort());
    await Promise.all([first.close(), second.close()]);
  });

  it('of a worker in another container goes when nobody listens in it any more', async () => {
    const living = await makeSocketRoot(parent);
    const elsewhere = join(parent, 'cpast-sockets-0123456789ab-1-1-living');
    await rename(living.folder, elsewhere);
    const dead = join(parent, 'cpast-sockets-0123456789ab-1-1-killed');
    await mkdir(dead);
    const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script, join(dead, 'alive')]);
    const next = await makeSocketRoot(parent);
    expect((await readdir(parent)).sort()).toEqual([basename(elsewhere), basename(next.folder)].sort());
    await Promise.all([living.close(), next.close()]);
  });
});
