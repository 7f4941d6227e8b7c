import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inScratch } from '../../../../test/packages/zip.js';
import type { Io } from '../io.js';
import { openPackageFile } from './package-file.js';

it('follows links of a folder that lead to what is in it, and leaves out the others', () =>
  inScratch(async (cwd) => {
    const root = join(cwd, 'echo');
    await mkdir(join(root, 'data/secret'), { recursive: true });
    await mkdir(join(root, 'submissions/accepted'), { recursive: true });
    await writeFile(join(root, 'problem.yaml'), 'name: Echo\n');
    await writeFile(join(root, 'data/secret/1.in'), '1\n');
    await symlink('1.in', join(root, 'data/secret/1.ans'));
    await writeFile(join(cwd, 'outside.py'), 'print(1)\n');
    await symlink('../../../outside.py', join(root, 'submissions/accepted/outside.py'));
    await symlink('nowhere.py', join(root, 'submissions/accepted/nowhere.py'));
    await writeFile(join(root, 'submissions/accepted/echo.py'), 'print(input())\n');
    const file = await openPackageFile('echo', { cwd } as Io);
    try {
      const { problem, close } = await file.read();
      expect(problem.tests[0]?.answer).toMatchObject({ kind: 'file' });
      expect(problem.solutions.map(({ path }) => path)).toEqual(['submissions/accepted/echo.py']);
      close();
    } finally {
      await file.close();
    }
  }));
