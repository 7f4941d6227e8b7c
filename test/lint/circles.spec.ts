import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileCircles, folderCircles, importGraph } from '../../scripts/lib/import-graph.mjs';

const CIRCLES = fileURLToPath(new URL('../../scripts/circles.mjs', import.meta.url));

/** How `npm run circles` ends, and what it prints. */
const runCircles = (...args: string[]): Promise<{ exitCode: number; printed: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [CIRCLES, ...args], (error, printed) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), printed }),
    );
  });

describe('circles of imports', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'cpast-circles-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  /** Circles of a house with these files, each with what it imports. */
  const circlesOf = (files: Record<string, string[]>) => {
    for (const [file, imports] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), imports.map((name) => `import '${name}';\n`).join(''));
    }
    const graph = importGraph(root);
    return { files: fileCircles(graph).map((group) => group.sort()), folders: folderCircles(graph) };
  };

  it('are found between files of one folder', () => {
    const { files, folders } = circlesOf({
      'apps/api/src/a.ts': ['./b.js'],
      'apps/api/src/b.ts': ['./c.js'],
      'apps/api/src/c.ts': ['./a.js'],
    });
    expect(files).toEqual([['apps/api/src/a.ts', 'apps/api/src/b.ts', 'apps/api/src/c.ts']]);
    expect(folders).toEqual([]);
  });

  it('are found between folders, though no file is in one', () => {
    const { files, folders } = circlesOf({
      'apps/api/src/jobs/a.ts': ['../rows/a.js'],
      'apps/api/src/rows/a.ts': [],
      'apps/api/src/rows/deep/b.ts': ['../../jobs/b.js'],
      'apps/api/src/jobs/b.ts': [],
    });
    expect(files).toEqual([]);
    expect(folders).toEqual([
      {
        within: 'apps/api/src',
        members: ['jobs', 'rows'],
        imports: [
          'apps/api/src/jobs/a.ts -> apps/api/src/rows/a.ts',
          'apps/api/src/rows/deep/b.ts -> apps/api/src/jobs/b.ts',
        ],
      },
    ]);
  });

  it('are found between libraries, and where only types are imported', () => {
    mkdirSync(join(root, 'libs/queue/src'), { recursive: true });
    mkdirSync(join(root, 'libs/redis/src'), { recursive: true });
    writeFileSync(join(root, 'libs/queue/src/index.ts'), `export * from '@app/redis';`);
    writeFileSync(join(root, 'libs/redis/src/index.ts'), `export type { Job } from '@app/queue';`);
    const graph = importGraph(root);
    expect(folderCircles(graph)).toMatchObject([{ within: 'libs', members: ['queue', 'redis'] }]);
  });

  it('are not a table that lists its entries, which share an interface beside the table', () => {
    const { files, folders } = circlesOf({
      'apps/worker/src/kinds/index.ts': ['./run/run.js', './kind.js'],
      'apps/worker/src/kinds/kind.ts': [],
      'apps/worker/src/kinds/run/run.ts': ['../kind.js'],
    });
    expect({ files, folders }).toEqual({ files: [], folders: [] });
  });

  it('are not counted in tests and their helpers', () => {
    const { files } = circlesOf({
      'libs/clex/src/a.ts': [],
      'libs/clex/src/a.spec.ts': ['./testing.js'],
      'libs/clex/src/testing.ts': ['./a.spec.js'],
    });
    expect(files).toEqual([]);
  });

  it('fail the check, by name', async () => {
    circlesOf({
      'apps/api/src/jobs/a.ts': ['../rows/a.js'],
      'apps/api/src/rows/a.ts': ['../jobs/a.js'],
    });
    const { exitCode, printed } = await runCircles(root);
    expect(exitCode).toBe(1);
    expect(printed).toContain('folders that need each other in apps/api/src: jobs, rows');
    expect(printed).toContain('files that need each other: apps/api/src/jobs/a.ts, apps/api/src/rows/a.ts');
  });

  it('are none in this house', async () => {
    expect(await runCircles()).toEqual({ exitCode: 0, printed: 'circles: 0 of folders, 0 of files\n' });
  });
});
