import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './directory-lock.js';

describe('the lock of a data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cpast-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is given to one at a time, and the refusal names the process and DATA_DIR', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(
      new RegExp(`DATA_DIR: .* process ${process.pid} `),
    );
    await lock.release();
    const again = await lockDirectory(directory);
    await again.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is taken over from a process that is gone', async () => {
    const gone = { pid: 2 ** 22 - 1, startTime: '1', hostname: hostname(), token: 'x' };
    await writeFile(join(directory, 'lock'), JSON.stringify(gone));
    const lock = await lockDirectory(directory);
    expect(JSON.parse(await readFile(join(directory, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('is taken over when its pid belongs to a later process', async () => {
    const earlier = { pid: process.pid, startTime: '1', hostname: hostname(), token: 'x' };
    await writeFile(join(directory, 'lock'), JSON.stringify(earlier));
    await (await lockDirectory(directory)).release();
  });

  it('is taken over from another host when its heart stopped beating long ago', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, JSON.stringify({ pid: 1, startTime: '1', hostname: 'another', token: 'x' }));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(path, longAgo, longAgo);
    await (await lockDirectory(directory)).release();
  });

  it('is not taken from another host whose heart beats', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, JSON.stringify({ pid: 1, startTime: '1', hostname: 'another', token: 'x' }));
    const beat = setInterval(() => void utimes(path, new Date(), new Date()), 100);
    await expect(lockDirectory(directory)).rejects.toThrow('on another');
    clearInterval(beat);
  });

  const gone = (token: string) =>
    JSON.stringify({ pid: 2 ** 22 - 1, startTime: '1', hostname: hostname(), token });
  const winnersOf = async (count: number) => {
    const tries = await Promise.allSettled(Array.from({ length: count }, () => lockDirectory(directory)));
    return tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  };

  it('goes to exactly one of many who find a stale one, every time', async () => {
    for (let round = 0; round < 50; round += 1) {
      await writeFile(join(directory, 'lock'), gone('x'));
      const won = await winnersOf(20);
      expect(won).toHaveLength(1);
      await won[0]!.release();
      expect(await readdir(directory)).toEqual([]);
    }
  });

  it('goes to exactly one when those who were taking it over died as well', async () => {
    await writeFile(join(directory, 'lock'), gone('x'));
    await writeFile(join(directory, 'lock.after.x'), gone('y'));
    await writeFile(join(directory, 'lock.after.y'), gone('z'));
    const won = await winnersOf(20);
    expect(won).toHaveLength(1);
    await won[0]!.release();
    expect(await readdir(directory)).toEqual([]);
  });
});
