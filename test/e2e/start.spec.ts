import type { RunRequest, SubmissionStatus } from '@app/contracts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startProduct, type Product } from '../support/product.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the built product where it is expected to refuse; answers with what it said on stderr. */
async function refusal(
  env: Record<string, string>,
  app: 'standalone' | 'api' | 'worker' = 'standalone',
): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [`dist/apps/${app}/apps/${app}/src/main.js`], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  // What the log warns of on the way is not what the start says in the end.
  const lines = text.trimEnd().split('\n');
  return { code, lines: lines.filter((line) => !/^\d{4}-\S+Z WARN /.test(line)) };
}

const NO_DATABASE = { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/x' };
const NO_SERVICES = {
  ...NO_DATABASE,
  REDIS_URL: 'redis://127.0.0.1:1',
  RABBITMQ_URL: 'amqp://127.0.0.1:1',
};

const SLOW: RunRequest = {
  kind: 'run',
  program: { language: 'python', source: 'import time\ntime.sleep(4)' },
};
/**
 * Another process has no event to offer for this before its sockets are open, and none after they are closed.
 */
const statusIs = (product: Product, id: string, status: SubmissionStatus) =>
  vi.waitFor(async () => expect((await product.read(id)).status).toBe(status), {
    timeout: 60_000,
    interval: 50,
  });

describe('a start that cannot succeed', () => {
  let product: Product;
  let empty: string;
  beforeAll(async () => {
    product = await startProduct();
    empty = await mkdtemp(join(tmpdir(), 'cpast-start-'));
  });
  afterAll(async () => {
    await product.stop();
    await rm(empty, { recursive: true, force: true });
  });

  it('lists every variable that is wrong, one line each', async () => {
    const { code, lines } = await refusal({ DATA_DIR: empty, PORT: 'x', RUNNER: 'y', RABITMQ_URL: 'z' });
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(':').slice(0, 2).join(':')).sort()).toEqual([
      'cpast: PORT',
      'cpast: RABITMQ_URL',
      'cpast: RUNNER',
    ]);
  });

  it.each([
    ['a database that does not answer', NO_DATABASE, 'DATABASE_URL'],
    ['an address that is not of this host', { HOST: '203.0.113.7' }, 'HOST'],
  ])('says in one line what to do about %s', async (_name, env, variable) => {
    const { code, lines } = await refusal({ DATA_DIR: empty, ...env });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^cpast: ${variable}: `))]);
    expect(lines[0]).not.toContain('secret');
  });

  it('names every service that does not answer, one line each', async () => {
    const { code, lines } = await refusal({
      DATA_DIR: empty,
      DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/x',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(':').slice(0, 2).join(':')).sort()).toEqual([
      'cpast: DATABASE_URL',
      'cpast: REDIS_URL',
    ]);
  });

  it.each([
    ['the product', 'standalone', {}],
    ['the product with a database server', 'standalone', NO_DATABASE],
    ['an api without SESSION_SECRET', 'api', NO_SERVICES],
    ['a worker', 'worker', NO_SERVICES],
  ] as const)(
    'says in one line what to do about the data directory of %s',
    async (_name, app, env) => {
      const program = app === 'worker' ? 'cpast worker' : 'cpast';
      for (const [DATA_DIR, why] of [
        ['/etc/passwd', 'ENOTDIR'],
        ['/proc/cpast', 'ENOENT'],
      ] as const) {
        const { code, lines } = await refusal({ ...env, DATA_DIR }, app);
        expect(code).toBe(1);
        const problem = `${DATA_DIR} is not a directory this user can write to (${why})`;
        expect(lines).toEqual([`${program}: DATA_DIR: ${problem}; make it one, or choose another`]);
      }
    },
    60_000,
  );

  it('asks no data directory of an api that has a database and a secret', async () => {
    const env = { ...NO_DATABASE, SESSION_SECRET: 'x'.repeat(32), DATA_DIR: '/proc/cpast' };
    const { lines } = await refusal(env, 'api');
    expect(lines).toEqual([expect.stringMatching(/^cpast: DATABASE_URL: /)]);
  });

  it('says which process has the data directory', async () => {
    const { code, lines } = await refusal({ DATA_DIR: product.dataDir });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining(`in use by process ${product.pid} `)]);
    expect((await product.get('/health_check')).status).toBe(200);
  });

  it('says that the port is in use', async () => {
    const { code, lines } = await refusal({ DATA_DIR: empty, PORT: new URL(product.url).port });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^cpast: PORT: .* is in use/)]);
  });
});

describe('a stop', () => {
  const products: Product[] = [];
  let dataDir: string;
  const start = async () => {
    const product = await startProduct({ dataDir });
    products.push(product);
    return product;
  };
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cpast-stop-'));
  });
  afterAll(async () => {
    await Promise.all(products.map((product) => product.end('SIGKILL')));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('answers who waits, and leaves a data directory with which the next start goes on', async () => {
    // Of a try before.
    await Promise.all(products.map((product) => product.end('SIGKILL')));
    const first = await start();
    const { id } = await first.submit(SLOW);
    const waiting = first.post('/api/v1/submissions?wait=60', SLOW);
    await statusIs(first, id, 'running');
    const ended = first.end();
    expect((await waiting).status).toBe(202);
    await ended;
    await statusIs(await start(), id, 'finished');
  }, 120_000);
});
