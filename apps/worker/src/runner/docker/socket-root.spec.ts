import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSocketRoot } from './socket-root.js';

let parent: string;
beforeEach(async () => (parent = await mkdtemp(join(tmpdir(), 'cpast-test-'))));
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('the folder for sockets', () => {
  it('goes with the next start when its process was killed, and stays while that process lives', async () => {
    const own = basename(await makeSocketRoot(parent));
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
    const next = basename(await makeSocketRoot(parent));
    expect((await readdir(parent)).sort()).toEqual([names.ofAnotherPlace, names.ofOthers, own, next].sort());
  });
});
