import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { PrivateEngine } from '../../scripts/lib/services/docker.mjs';
import { DOCKER_HOST, ROOT } from '../support/docker.js';
import { startProduct, type Product } from '../support/product.js';
import { EngineProxy } from './support.js';

const BASE = 'debian:bookworm-slim';
const IMAGE = 'cpast-runner:restart-test';

/** An engine for this test alone, which can be stopped and started again. */
interface Engine {
  readonly host: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A real dockerd; where only root could start one, the shared engine behind a door that can be shut. */
async function ownEngine(): Promise<Engine> {
  if (process.getuid?.() !== 0) {
    const proxy = await new EngineProxy().open();
    await makeImage(new Docker(engineOptions(DOCKER_HOST)));
    return {
      host: proxy.host,
      stop: () => proxy.close(),
      start: async () => void (await proxy.open()),
      close: () => proxy.close(),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'cpast-engine-'));
  const daemon = new PrivateEngine(folder);
  await daemon.start();
  const docker = new Docker(engineOptions(daemon.url));
  await docker.loadImage(await new Docker(engineOptions(DOCKER_HOST)).getImage(BASE).get()).then(drain);
  await makeImage(docker);
  return {
    host: daemon.url,
    stop: () => daemon.remove(),
    start: async () => void (await daemon.start()),
    close: async () => {
      await daemon.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const drain = async (stream: NodeJS.ReadableStream): Promise<void> => {
  for await (const chunk of stream) if (String(chunk).includes('"error"')) throw new Error(String(chunk));
};

/** The smallest image that runs a language: Debian's own shell, and the box. */
async function makeImage(engine: Docker): Promise<void> {
  const context = pack();
  const box = await readFile(join(ROOT, 'native/box/build/box'));
  context.entry({ name: 'box', mode: 0o755 }, box);
  const lines = [
    `FROM ${BASE}`,
    'COPY box /usr/local/bin/box',
    'RUN mkdir -p /run/cpast /warm-up && chown 10001:10001 /run/cpast',
    'USER 10001:10001',
    'ENTRYPOINT ["/usr/local/bin/box"]',
  ];
  context.entry({ name: 'Dockerfile' }, lines.join('\n'));
  context.finalize();
  const networkmode = process.getuid?.() === 0 ? { networkmode: 'none' } : {};
  await engine
    .buildImage(context as unknown as NodeJS.ReadableStream, { t: IMAGE, ...networkmode })
    .then(drain);
}

let engine: Engine;
let product: Product;
beforeAll(async () => {
  engine = await ownEngine();
  const env = { RUNNER: 'docker', DOCKER_HOST: engine.host, RUNNER_IMAGE: IMAGE, WORKER_LANGUAGES: 'bash' };
  product = await startProduct({ env });
}, 300_000);
afterAll(async () => {
  await product?.stop();
  await engine?.close();
}, 120_000);

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
const get = async (path: string) => (await product.get(`${path}`)).json() as Promise<unknown>;
const tests = Array.from({ length: 100 }, (_, n) => ({ input: `${n}\n`, expectedOutput: `${n * 2}` }));
const program = { language: 'bash', source: 'read n; sleep 0.05; echo $((n * 2))' };

async function submit(): Promise<string> {
  const response = await product.post('/api/v1/submissions', { kind: 'judge', program, tests });
  return ((await response.json()) as { id: string }).id;
}

interface View {
  status: string;
  verdict: string | null;
}
async function until(id: string, status: string): Promise<View> {
  for (;;) {
    const view = (await get(`/api/v1/submissions/${id}`)) as View;
    if (view.status === status || view.status === 'finished') return view;
    await pause();
  }
}

describe('an engine that is stopped and started again amid jobs', () => {
  it('delays them, and the health check says so', { timeout: 240_000 }, async () => {
    while (((await get('/api/v1/languages')) as unknown[]).length === 0) await pause();
    const ids = [await submit(), await submit(), await submit()];
    await until(ids[0]!, 'running');
    await engine.stop();
    while (JSON.stringify(await get('/health_check')) !== '{"status":"degraded","degraded":["runner"]}')
      await pause();
    const views = await Promise.all(ids.map((id) => get(`/api/v1/submissions/${id}`) as Promise<View>));
    expect(views.map(({ verdict }) => verdict)).toContain(null);
    await engine.start();
    for (const id of ids)
      expect(await until(id, 'finished')).toMatchObject({ status: 'finished', verdict: 'accepted' });
    while (JSON.stringify(await get('/health_check')) !== '{"status":"ok"}') await pause();
  });
});
