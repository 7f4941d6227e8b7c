import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StressResult, SubmissionView } from '@app/contracts';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';
import { freePort, startProduct, type Product } from '../support/product.js';

/** What every machine can run on which cpast starts: it needs a C compiler and Node.js itself. */
const ALWAYS_THERE = 'c,javascript';

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

/** Runs `npm run demo` and waits for its end. */
async function demo(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['scripts/demo.mjs'], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...said };
}

describe('npm run demo', () => {
  it('starts the service and prints the failing input', { timeout: 120_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cpast-demo-'));
    try {
      const { code, stdout } = await demo({
        PORT: String(await freePort()),
        DATA_DIR: dataDir,
        RUNNER: 'native',
        WORKER_LANGUAGES: ALWAYS_THERE,
      });
      expect(stdout).toMatch(/^verdict: difference_found$/m);
      const [, input, wanted, got] =
        /^failing input .*:\n {2}\d+\n {2}([-\d ]+)\nexpected:\n {2}(\S+)\nactual:\n {2}(\S+)$/m.exec(
          stdout,
        )!;
      expect([wanted, got]).toEqual([String(Math.max(...input!.split(' ').map(Number))), '0']);
      expect(code).toBe(0);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('says in one line why a running service refuses the example', { timeout: 120_000 }, async () => {
    product = await startProduct({ env: { WORKER_LANGUAGES: 'bash' } });
    const { code, stderr } = await demo({ PORT: new URL(product.url).port });
    const complaints = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('[cpast] '));
    expect(complaints).toEqual([
      'cpast: the service refuses the example (400): reference.language: unknown language; known here are: bash; ' +
        'candidate.language: unknown language; known here are: bash',
    ]);
    expect(code).toBe(1);
  });
});

describe("the README's example", () => {
  let path: string;
  let file: string;
  beforeAll(async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const command = /curl -s 'http:\/\/127\.0\.0\.1:8000(\/\S+)' \\\n.*application\/json' -d @(\S+)/.exec(
      readme,
    );
    [, path, file] = command as unknown as [string, string, string];
  });

  const title = 'finds the difference where there are only the languages that are always there';
  it(title, { timeout: 120_000 }, async () => {
    product = await startProduct({ env: { WORKER_LANGUAGES: ALWAYS_THERE } });
    const response = await fetch(product.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: await readFile(join(ROOT, file)),
    });
    expect(response.status).toBe(201);
    const submission = (await response.json()) as SubmissionView;
    expect(submission.verdict).toBe('difference_found');
    expect((submission.result as StressResult).failures).toHaveLength(1);
  });
});
