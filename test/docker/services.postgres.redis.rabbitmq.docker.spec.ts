import type { DoctorView, SubmissionView, WorkerView } from '@app/contracts';
import { JobQueues } from '@app/queue';
import { connect } from 'amqplib';
import Docker, { type Container } from 'dockerode';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER_LABEL } from '../../apps/worker/src/runner/docker/container-options.js';
import { engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { ensureOwnImage } from '../../apps/worker/src/runner/docker/image.js';
import { buildServiceImages } from '../../scripts/lib/service-images.mjs';
import { pythonRun } from '../distributed/support/python-run.js';
import { ADMIN_PASSWORD } from '../distributed/support/fleet.js';
import { TestApp } from '../support/app.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';
import { freePort } from '../support/product.js';
import { agreeingPair, differingPair } from '../support/programs.js';
import { SERVICE_URLS, createDatabase, uniqueName, type TestDatabase } from '../support/services.js';
import {
  COMPOSE_FOLDER,
  containerOf,
  readCompose,
  type ComposeFile,
  type ComposeService,
} from './compose.js';

// The services of docker/compose.yaml, each started as the file describes it, but with this host's network,
// PostgreSQL, Redis and RabbitMQ, because the engine of a test may have neither networks of its own nor
// images of those.

const engine = new Docker(engineOptions(DOCKER_HOST));
const prefix = uniqueName('t');
const started = new Map<string, Container>();
let images: Awaited<ReturnType<typeof buildServiceImages>>;
let database: TestDatabase;
let folder: string;
let compose: ComposeFile;
/** The proxy, in front of both replicas. */
let proxy: TestApp;

beforeAll(async () => {
  const runner = await ensureOwnImage({ dockerHost: DOCKER_HOST, root: ROOT, target: 'core', log: () => {} });
  images = await buildServiceImages(engineOptions(DOCKER_HOST), runner.reference);
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'cpast-compose-'));
  const socket = DOCKER_HOST.replace(/^unix:\/\//, '');
  compose = readCompose({
    POSTGRES_PASSWORD: 'unused',
    REDIS_PASSWORD: 'unused',
    RABBITMQ_PASSWORD: 'unused',
    SESSION_SECRET: 'a secret that all replicas share',
    ADMIN_PASSWORD,
    SITE_ADDRESS: `http://127.0.0.1:${await freePort()}`,
    ANONYMOUS_SUBMISSIONS: 'true',
    // One address asks without a pause while a replica restarts.
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    TRUSTED_PROXIES: 'loopback',
    DOCKER_SOCKET: socket,
    DOCKER_GID: String((await stat(socket)).gid),
    WORKER_FOLDER: join(folder, 'worker'),
    WORKER_LANGUAGES: 'cpp,python',
    WORKER_CONCURRENCY: '2',
    RUNNER_IMAGE: runner.reference,
    API_IMAGE: images.api,
    WORKER_IMAGE: images.worker,
    WORKER_NATIVE_IMAGE: images.native,
    PROXY_IMAGE: images.proxy,
  });
  proxy = new TestApp(compose.services.proxy!.environment!.SITE_ADDRESS!, ADMIN_PASSWORD);
}, 900_000);

afterAll(async () => {
  for (const container of started.values()) await container.remove({ force: true, v: true }).catch(() => {});
  await database?.drop();
  await deleteQueuesAndKeys();
  if (!compose) return;
  // What the worker has written belongs to a user of its container.
  await once({
    ...compose.services['worker-folder']!,
    command: ['rm', '-rf', '/folder/data', '/folder/tmp'],
  });
  await rm(folder, { recursive: true, force: true });
}, 120_000);

/** What only this test's environment needs: its own places in the services of this host. */
const here = () => ({
  DATABASE_URL: database.url,
  REDIS_URL: SERVICE_URLS.redis,
  RABBITMQ_URL: SERVICE_URLS.rabbitmq,
  QUEUE_PREFIX: prefix,
  REDIS_PREFIX: prefix,
});

async function start(
  name: string,
  service: ComposeService,
  more: Record<string, string> = {},
): Promise<Container> {
  // Of a try before, whose port is another one.
  await started.get(name)?.remove({ force: true, v: true });
  const container = await engine.createContainer(containerOf(service, more));
  started.set(name, container);
  await container.start();
  return container;
}

/**
 * Waits until the engine finds the container healthy, as `depends_on` would. @throws with what it printed
 * when it ends
 */
async function untilHealthy(container: Container): Promise<void> {
  for (;;) {
    const { State } = await container.inspect();
    if (State.Health?.Status === 'healthy') return;
    if (!State.Running || State.Health?.Status === 'unhealthy')
      throw new Error(`${State.Status}, ${JSON.stringify(State.Health?.Log)}\n${await logOf(container)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function logOf(container: Container): Promise<string> {
  const raw = (await container.logs({ stdout: true, stderr: true })) as unknown as Buffer;
  // Each piece has a header of eight bytes, which no text needs.
  return raw.toString('latin1').replace(/[^\x20-\x7e\n]/g, '');
}

/** Starts one that does something and ends. @throws with what it printed */
async function once(service: ComposeService): Promise<void> {
  const container = await engine.createContainer(containerOf(service));
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    if (StatusCode !== 0) throw new Error(`exit code ${StatusCode}: ${await logOf(container)}`);
  } finally {
    await container.remove({ force: true });
  }
}

/** SIGTERM, as `docker compose stop`. @returns the exit code */
async function stop(name: string): Promise<number> {
  const container = started.get(name)!;
  await container.stop({ t: 30 });
  const { ExitCode } = (await container.inspect()).State;
  await container.remove({ v: true });
  started.delete(name);
  return ExitCode;
}

async function deleteQueuesAndKeys(): Promise<void> {
  const connection = await connect(SERVICE_URLS.rabbitmq);
  const channel = await connection.createChannel();
  const queues = new JobQueues(prefix);
  for (const name of queues.names) await channel.deleteQueue(name);
  await channel.deleteExchange(queues.deadExchange);
  await connection.close();
  const client = createClient({ url: SERVICE_URLS.redis });
  await client.connect();
  for await (const keys of client.scanIterator({ MATCH: `${prefix}*` }))
    if (keys.length > 0) await client.del(keys);
  client.destroy();
}

const stdoutOf = (view: SubmissionView) =>
  (view.result as { execution: { stdout: string } }).execution.stdout;
const workersOf = async () => (await (await proxy.get('/api/v1/workers')).json()) as WorkerView[];

describe('the images', () => {
  it.each(['api', 'worker', 'native'] as const)(
    'of %s run as nobody, and hold nothing but what runs',
    async (name) => {
      const { Config, Size } = await engine.getImage(images[name]).inspect();
      expect(Config.User).toBe('10002:10002');
      expect(Config.Healthcheck?.Test?.length).toBeGreaterThan(1);
      expect(Config.Env!.filter((text: string) => /PASSWORD|SECRET|_URL=/.test(text))).toEqual([]);
      console.log(`image of ${name}: ${Math.round(Size / 1e6)} MB`);
      const list =
        'find /cpast -name .env -o -name .git -o -name "*.spec.ts" -o -name vite -o -user 10002; ls -A /cpast';
      const words = await printedBy(images[name], ['sh', '-c', list]);
      expect(words.split('\n').filter((line) => line.startsWith('/'))).toEqual([]);
      expect(words).toMatch(/^dist$/m);
    },
  );
});

/** What a command in a fresh container of the image prints. */
async function printedBy(image: string, command: string[]): Promise<string> {
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: [''],
    Cmd: command,
    NetworkDisabled: true,
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.start();
    await container.wait();
    return await logOf(container);
  } finally {
    await container.remove({ force: true });
  }
}

describe('the services of docker/compose.yaml', { timeout: 180_000 }, () => {
  const ports: number[] = [];

  it('start: two api replicas at once on an empty database, and become healthy', async () => {
    ports.splice(0, ports.length, await freePort(), await freePort());
    const replicas = await Promise.all(
      ports.map((port, index) =>
        start(`api-${index}`, compose.services.api!, { ...here(), HOST: '127.0.0.1', PORT: String(port) }),
      ),
    );
    await Promise.all(replicas.map(untilHealthy));
    const { HostConfig, Config } = await replicas[0]!.inspect();
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'] });
    expect(Config.User).toBe('10002:10002');
  });

  it('start: a worker that has the engine make runner containers', async () => {
    await once(compose.services['worker-folder']!);
    const worker = await start('worker', compose.services.worker!, here());
    await untilHealthy(worker);
    // They talk over the folder that both see, not through the engine.
    expect(await logOf(worker)).toMatch(/ready: 2 slots, runner docker, isolation full, languages .*python/);
    const runners = await engine.listContainers({ filters: { label: [OWNER_LABEL] } });
    const ours = runners.filter(({ Mounts }) =>
      Mounts.some(({ Source }) => Source.startsWith(join(folder, 'worker'))),
    );
    expect(ours.length).toBeGreaterThan(0);
  });

  it('have a proxy whose configuration is valid as it is', async () => {
    const command = ['caddy', 'validate', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'];
    const { image, volumes, environment } = compose.services.proxy!;
    await once({ image, command, environment, volumes: volumes!.filter((text) => text.startsWith('.')) });
  });

  it('start: the proxy, in front of both replicas', async () => {
    // What differs from the file: where replicas are found, as this network has no names for them; and that a
    // browser's connection is said to be TLS, as there is no certificate here, and the api refuses a login
    // without TLS.
    const text = await readFile(join(COMPOSE_FOLDER, 'Caddyfile'), 'utf8');
    const upstreams = ports.map((port) => `127.0.0.1:${port}`).join(' ');
    const changed = text
      .replace(/dynamic a \{[^}]*\}/, `to ${upstreams}`)
      .replace('lb_policy', 'header_up X-Forwarded-Proto https\n\t\tlb_policy')
      .replace(/^\{\n/m, '{\n\tadmin off\n');
    expect(changed).toContain(upstreams);
    const file = join(folder, 'Caddyfile');
    await writeFile(file, changed, { mode: 0o644 });
    const { proxy: service } = compose.services;
    await start('proxy', {
      ...service!,
      healthcheck: { test: ['NONE'] },
      volumes: [`${file}:/etc/caddy/Caddyfile:ro`],
      tmpfs: ['/data:mode=1777', '/config:mode=1777'],
      environment: { ...service!.environment, XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/config' },
    });
    await expect
      .poll(async () => (await proxy.get('/health_check').catch(() => null))?.status, { timeout: 20_000 })
      .toBe(200);
    expect(await (await proxy.get('/')).text()).toContain('<div id="root">');
  });

  it('judge what comes in through the proxy', async () => {
    expect(stdoutOf(await proxy.judge(pythonRun('print(6 * 7)')))).toBe('42\n');
    expect((await proxy.judge(differingPair())).verdict).toBe('difference_found');
    expect(await workersOf()).toMatchObject([{ runner: 'docker', isolation: 'full', slots: 2 }]);
  });

  it('show WebSockets at either replica what happens, though nothing sticks', async () => {
    const { id } = await proxy.submit(agreeingPair(800, '11'));
    const following = await Promise.all(Array.from({ length: 6 }, () => proxy.follow(id)));
    const all = await Promise.all(following.map(({ ended }) => ended));
    for (const events of all)
      expect(events.at(-1)).toMatchObject({ status: 'finished', verdict: 'no_difference' });
  });

  it('let an admin log in at one replica and work at any, and find the isolation in order', async () => {
    const headers = { cookie: await proxy.logInAsAdmin() };
    for (let i = 0; i < 6; i++)
      expect((await proxy.get('/api/v1/admin/dashboard', headers)).status).toBe(200);
    const doctor = async () => (await (await proxy.get('/api/v1/doctor', headers)).json()) as DoctorView;
    await expect.poll(async () => (await doctor()).healthy, { timeout: 120_000, interval: 1_000 }).toBe(true);
  }, 150_000);

  it('go on while one replica is stopped and started again, without an error to anybody', async () => {
    const answers: number[] = [];
    let restarting = true;
    const asking = (async () => {
      while (restarting || answers.length < 20)
        answers.push((await proxy.get('/api/v1/languages').catch(() => ({ status: 0 }))).status);
    })();
    const replica = started.get('api-0')!;
    await replica.stop({ t: 30 });
    expect((await replica.inspect()).State.ExitCode).toBe(0);
    await replica.start();
    await untilHealthy(replica);
    restarting = false;
    await asking;
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    for (const number of [1, 2, 3, 4])
      expect(stdoutOf(await proxy.judge(pythonRun(`print(${number})`)))).toBe(`${number}\n`);
  }, 150_000);

  it('leave nothing behind: a worker that is stopped ends with 0 and takes its containers along', async () => {
    expect(await stop('worker')).toBe(0);
    await expect.poll(workersOf, { timeout: 15_000 }).toEqual([]);
    const left = (await engine.listContainers({ filters: { label: [OWNER_LABEL] } })).filter(({ Mounts }) =>
      Mounts.some(({ Source }) => Source.startsWith(join(folder, 'worker'))),
    );
    expect(left).toEqual([]);
  });

  it('work without the socket of an engine: the native worker isolates in its own container', async () => {
    const worker = await start('native', compose.services['worker-native']!, here());
    await untilHealthy(worker);
    expect(await logOf(worker)).toContain('runner native, isolation full');
    expect((await worker.inspect()).HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      ReadonlyRootfs: true,
    });
    expect((await proxy.judge(differingPair(1000, '5'))).verdict).toBe('difference_found');
    const hungry = 'x = []\nwhile True: x.append(bytearray(1 << 20))';
    const limits = { memoryLimitBytes: 64 * 1024 * 1024 };
    expect((await proxy.judge({ ...pythonRun(hungry), limits })).verdict).toBe('memory_limit_exceeded');
    expect(await stop('native')).toBe(0);
  });
});
