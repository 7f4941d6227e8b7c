import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FILES } from './support/programs.js';
import { Terminal } from './support/terminal.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let terminal: Terminal;
let tarballs: string;
beforeAll(async () => {
  terminal = await Terminal.open(FILES);
  tarballs = await mkdtemp(join(tmpdir(), 'cpast-pack-'));
});
afterAll(async () => {
  await terminal.close();
  await rm(tarballs, { recursive: true, force: true });
});

it(
  'a packed cpast, installed into an empty folder, builds its sandbox and finds a difference',
  { timeout: 300_000 },
  async () => {
    await run('npm', ['pack', '--pack-destination', tarballs], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    const installed = join(terminal.folder, 'installed');
    await terminal.write('installed/package.json', '{ "private": true }\n');
    const [tarball] = await readdir(tarballs);
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(tarballs, tarball!)], {
      cwd: installed,
      maxBuffer: 64 * 1024 * 1024,
    });
    const ended = await run(
      join(installed, 'node_modules/.bin/cpast'),
      ['stress', 'sum.py', 'sum-wrong.py', '--clex', 'n=N[1,5] ; N[1,9]{n} ;'],
      { cwd: terminal.folder, env: { ...process.env, HOME: join(terminal.folder, 'home') } },
    ).catch((error: { code: number; stdout: string; stderr: string }) => error);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('difference found') });
  },
);
