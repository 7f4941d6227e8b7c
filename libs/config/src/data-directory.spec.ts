import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataDirectory } from './data-directory.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpast-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('DATA_DIR', () => {
  it.each(['/', '/usr', '/usr/bin', '/etc'])(
    'cannot be %s, and nothing is written there',
    async (directory) => {
      const before = await readdir(directory);
      await expect(makeDataDirectory(directory)).rejects.toThrow(
        /DATA_DIR: .* holds \/\w+, which every program needs/,
      );
      expect(await readdir(directory)).toEqual(before);
    },
  );

  it('cannot be a link to such a folder either', async () => {
    await symlink('/usr', join(folder, 'link'));
    await expect(makeDataDirectory(join(folder, 'link'))).rejects.toThrow('holds /usr, which');
    await expect(makeDataDirectory(join(folder, 'link', 'bin'))).rejects.toThrow('holds /bin, which');
  });

  it('is made with the folders above it', async () => {
    await makeDataDirectory(join(folder, 'a', 'b'));
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
  });
});
