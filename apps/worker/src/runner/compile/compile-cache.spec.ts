import { mkdtemp, readFile, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CompileCache, hashOf, type Compiled } from './compile-cache.js';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'cpast-cache-'))));
afterEach(() => rm(directory, { recursive: true }));

const key = (name: string): string => hashOf([name]);
const compiled = (name: string, bytes = 1000): Compiled => ({
  output: `warning: ${name} \u{1f600}`,
  entry: name,
  bundle: Buffer.alloc(bytes, name),
  cpuTimeMs: 12,
  memoryBytes: 34,
});
/** A cache without a memory of its own, as after a restart. */
const fresh = (maxDiskBytes?: number): CompileCache =>
  new CompileCache({ directory, maxDiskBytes, maxMemoryBytes: 0 });

async function stored(name: string, cache = fresh(), bytes?: number): Promise<void> {
  cache.put(key(name), compiled(name, bytes));
  await cache.settled();
}

describe('the compile cache', () => {
  it('finds after a restart what was put before', async () => {
    await stored('a');
    expect(await fresh().get(key('a'))).toEqual(compiled('a'));
    expect(await fresh().get(key('b'))).toBeNull();
  });

  it('finds at once what was just put, from memory', async () => {
    const cache = new CompileCache({ directory });
    cache.put(key('a'), compiled('a'));
    expect(await cache.get(key('a'))).toEqual(compiled('a'));
    await cache.settled();
  });

  it('takes a torn entry for a miss and removes it', async () => {
    await stored('a');
    await truncate(join(directory, key('a')), 500);
    expect(await fresh().get(key('a'))).toBeNull();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes an entry with a single wrong byte for a miss, wherever the byte is', async () => {
    await stored('a', fresh(), 20);
    const path = join(directory, key('a'));
    const good = await readFile(path);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1;
      await writeFile(path, bad);
      expect(await fresh().get(key('a')), `byte ${at}`).toBeNull();
    }
  });

  it('throws out what was used longest ago when the disk bound is passed', async () => {
    for (const [age, name] of ['a', 'b', 'c'].entries()) {
      await stored(name);
      await utimes(join(directory, key(name)), 1000 + age, 1000 + age);
    }
    const reader = fresh();
    expect(await reader.get(key('a'))).not.toBeNull();
    await reader.settled();
    await stored('d', fresh(3_800));
    expect(await fresh().get(key('b'))).toBeNull();
    expect(await fresh().get(key('a'))).not.toBeNull();
    expect(await fresh().get(key('d'))).not.toBeNull();
  });

  it('removes what a dead writer left, and leaves a living one alone', async () => {
    const [dead, living] = [join(directory, '.dead'), join(directory, '.living')];
    await writeFile(dead, 'x');
    await utimes(dead, 1000, 1000);
    await writeFile(living, 'x');
    await stored('a');
    expect((await readdir(directory)).sort()).toEqual(['.living', key('a')].sort());
  });

  it('keeps at most its bound in memory', async () => {
    const cache = new CompileCache({ directory, maxMemoryBytes: 2500 });
    for (const name of ['a', 'b', 'c']) await stored(name, cache);
    for (const name of await readdir(directory)) await rm(join(directory, name));
    expect(await cache.get(key('a'))).toBeNull();
    expect(await cache.get(key('b'))).not.toBeNull();
    expect(await cache.get(key('c'))).not.toBeNull();
    await cache.settled();
  });

  it('lets many writers and readers of one folder work at the same time', async () => {
    const caches = Array.from({ length: 8 }, () => fresh(20_000));
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    await Promise.all(
      names.map(async (name, i) => {
        await stored(name, caches[i % 8]);
        const found = await caches[(i + 1) % 8]!.get(key(name));
        if (found) expect(found).toEqual(compiled(name));
      }),
    );
    await stored('last', fresh(20_000));
    const left = (await readdir(directory)).length;
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThanOrEqual(19);
  });

  it('does without a disk that cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    const cache = new CompileCache({ directory: join(directory, 'file') });
    cache.put(key('a'), compiled('a'));
    await cache.settled();
    expect(await cache.get(key('a'))).toEqual(compiled('a'));
  });
});

it('lists of parts that join to the same text have different hashes', () => {
  expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']));
  expect(hashOf(['ab'])).not.toBe(hashOf(['ab', '']));
});
