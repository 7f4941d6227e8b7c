import type { SubmissionView } from '@app/contracts';
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startProduct, type Product } from '../support/product.js';

const MiB = 1024 * 1024;
const SIZE = '160m';
/** Below the reserve that is kept for running jobs. */
const LEFT_BYTES = 20 * MiB;
/** A mount namespace of its own, so that nothing of the small file system stays. */
const ISOLATED = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const SCRIPT = `mount -t tmpfs -o size=${SIZE} tmpfs "$DATA_DIR" && exec "$@"`;

const run = (stdin: string, source = 'print(len(input()))') => ({
  kind: 'run' as const,
  program: { language: 'python', source },
  stdin,
});

describe('a service whose disk is full', { timeout: 240_000 }, () => {
  let product: Product;
  let dataDir: string;
  /** The small file system as this process reaches it. */
  let seen: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cpast-full-'));
    product = await startProduct({
      dataDir,
      command: (args) => ['unshare', ...ISOLATED, 'sh', '-c', SCRIPT, 'sh', process.execPath, ...args],
    });
    seen = `/proc/${product.pid}/root${dataDir}`;
  }, 120_000);
  afterAll(async () => {
    await product.stop();
    await rmdir(dataDir);
  });

  const health = async () => (await product.get('/health_check')).json() as Promise<unknown>;
  const doctor = async () => {
    const cookie = await product.logInAsAdmin();
    return (await product.get('/api/v1/doctor', { cookie })).json() as Promise<unknown>;
  };
  const post = (body: unknown) => product.post('/api/v1/submissions', body);

  /** Writes until so little is left, in bytes. @returns what makes room again */
  async function fill(left: number): Promise<() => Promise<void>> {
    const path = join(seen, 'ballast');
    const file = await open(path, 'w');
    const zeros = Buffer.alloc(64 * 1024);
    const fits = async () => {
      const { bavail, bsize } = await statfs(seen);
      return (
        bavail * bsize > left &&
        file.write(zeros).then(
          () => true,
          () => false,
        )
      );
    };
    while (await fits());
    await file.close();
    return () => rm(path);
  }

  it('refuses new work while there still is room for the work in hand, says so, and goes on by itself', async () => {
    const first = await product.judge(run('first'));
    const makeRoom = await fill(LEFT_BYTES);
    const refusal = await eventually(async () => {
      const answer = await post(run('refused'));
      if (answer.status !== 507) throw new Error(`it was ${answer.status}`);
      return answer;
    });
    expect(await refusal.json()).toMatchObject({ code: 'storage_full' });
    expect(await health()).toEqual({ status: 'degraded', degraded: ['storage'] });
    expect(await doctor()).toMatchObject({ healthy: false, api: [{ id: 'storage', ok: false }] });
    expect(product.output()).toContain('no new work is taken until there is room');
    expect(await product.read(first.id)).toEqual(first);
    await makeRoom();
    await expect.poll(health, { timeout: 20_000 }).toEqual({ status: 'ok' });
    expect(await product.judge(run('again'))).toMatchObject({ verdict: 'accepted' });
  });

  it('has lost nothing when others have filled it to the last byte, and made room again', async () => {
    const before = await product.judge(run('before'));
    const slow = (await (
      await post(run('x', 'import time\ntime.sleep(2)\nprint(input() * 500_000)'))
    ).json()) as { id: string };
    const makeRoom = await fill(0);
    await expect.poll(async () => (await post(run('y'))).status, { timeout: 20_000 }).toBe(507);
    await makeRoom();
    await expect.poll(health, { timeout: 20_000 }).toEqual({ status: 'ok' });
    expect((await eventually(() => finished(slow.id))).verdict).toBe('accepted');
    expect(await product.judge(run('after'))).toMatchObject({ verdict: 'accepted' });
    expect(await product.read(before.id)).toEqual(before);
  });

  async function finished(id: string): Promise<SubmissionView> {
    const view = await product.read(id);
    if (view.status !== 'finished') throw new Error(`${id} is ${view.status}`);
    return view;
  }
});
