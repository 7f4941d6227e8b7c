import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

const run = promisify(execFile);
const USE = `import { ApiError, Client, isFinal } from '@cpast/client';
const client = new Client({ baseUrl: 'http://127.0.0.1:9', retries: 0 });
const problem = await client.submissions
  .run({ kind: 'run', program: { language: 'python', source: '' } })
  .then((view) => \`\${isFinal(view)} \${view.verdict}\`)
  .catch((error: unknown) => (error instanceof ApiError ? error.problem.code : 'another error'));
console.log(problem);
`;

/** A project that has the package and what that depends on, and knows nothing of this one. */
let project: string;
beforeAll(async () => {
  await run(process.execPath, ['scripts/build-client.mjs'], { cwd: ROOT });
  project = await mkdtemp(join(tmpdir(), 'cpast-client-user-'));
  await mkdir(join(project, 'node_modules/@cpast'), { recursive: true });
  await symlink(join(ROOT, 'dist/client'), join(project, 'node_modules/@cpast/client'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await writeFile(join(project, 'use.ts'), USE);
}, 120_000);
afterAll(() => rm(project, { recursive: true, force: true }));

describe('the package @cpast/client', () => {
  it('is typed for whoever uses it, and works', { timeout: 120_000 }, async () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--module', 'nodenext', '--target', 'ES2023', '--lib', 'ES2023,DOM'];
    await run(process.execPath, [tsc, ...options, 'use.ts'], { cwd: project }).catch(
      ({ stdout }: { stdout: string }) => expect(stdout).toBe(''),
    );
    const { stdout } = await run(process.execPath, ['use.js'], { cwd: project });
    expect(stdout).toBe('unreachable\n');
  });

  it('brings the versions that are tested here', async () => {
    const read = async (path: string) =>
      JSON.parse(await readFile(join(ROOT, path), 'utf8')) as {
        version: string;
        dependencies: Record<string, string>;
      };
    const [own, whole] = [await read('libs/client/package.json'), await read('package.json')];
    expect(own.version).toBe(whole.version);
    for (const [name, version] of Object.entries(own.dependencies))
      expect(whole.dependencies[name]).toBe(version);
  });
});
