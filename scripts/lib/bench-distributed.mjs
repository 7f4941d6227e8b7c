// The distributed part of `npm run bench`: api and worker as processes of their own, with PostgreSQL, Redis
// and RabbitMQ.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort, isAnswering } from './product.mjs';
import { findPrograms, startPostgres, startRabbitmq, startRedis } from './services/private.mjs';
import { Cure, ROOT, entryOf, say } from './steps.mjs';

const SLOTS = [1, 2, 4];
const ROUNDS = 3;
const JOBS = 120;
/** Requests at a time: enough that no slot waits for the next one. */
const CLIENTS = 16;
const CACHED = 200;
const PROGRAM =
  '#include <cstdio>\nint main() { long long x; scanf("%lld", &x); printf("%lld\\n", x * 2); }\n';
const PROGRAM_OF_A_RUN = { language: 'cpp', source: PROGRAM };
const LIMITS = {
  cpuTimeLimitMs: 2_000,
  wallTimeLimitMs: 10_000,
  memoryLimitBytes: 256 * 1024 * 1024,
  outputLimitBytes: 16 * 1024 * 1024,
  processLimit: 64,
};

/** Measures and prints. @param folder for data; removed by the caller */
export async function benchDistributed(folder) {
  const missing = ['postgres', 'redis', 'rabbitmq'].filter((name) => !findPrograms(name));
  if (missing.length > 0)
    return console.log(`distributed path: left out, there are no programs of ${missing.join(', ')} here`);
  say('starting PostgreSQL, Redis and RabbitMQ ...');
  const services = await Promise.all([startPostgres(), startRedis(), startRabbitmq()]);
  const [postgres, redis, rabbitmq] = services;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    RABBITMQ_URL: rabbitmq.url,
    SESSION_SECRET: 'only for this measurement',
    RUNNER: 'native',
    WORKER_LANGUAGES: 'cpp',
    LIMIT_REQUESTS_PER_MINUTE: '10000000',
    LIMIT_QUEUED_JOBS: '1000000',
  };
  let api;
  try {
    api = await startApi({ ...env, DATA_DIR: join(folder, 'api') });
    console.log(
      `\nrun jobs of a C++ program, ${JOBS} of them over ${CLIENTS} connections, best of ${ROUNDS} rounds`,
    );
    console.log('  slots   HTTP, queue, worker, database   directly in boxes   ratio');
    for (const slots of SLOTS) await measureSlots(slots, api.url, env, folder);
  } finally {
    await api?.stop();
    await Promise.all(services.map((service) => service.remove()));
  }
}

async function measureSlots(slots, url, env, folder) {
  const dataDir = join(folder, 'worker');
  const direct = await openDirect(slots, dataDir);
  const worker = await startWorker({ ...env, DATA_DIR: dataDir, WORKER_CONCURRENCY: String(slots) });
  try {
    await submitAll(url, slots, 0);
    const [wholePath, inBoxes] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      inBoxes.push(await direct.perSecond());
      wholePath.push(await submitAll(url, slots, round));
    }
    const [path, box] = [Math.max(...wholePath), Math.max(...inBoxes)];
    console.log(
      `  ${String(slots).padEnd(8)}${`${path.toFixed(1)} jobs/s`.padEnd(32)}${`${box.toFixed(1)} jobs/s`.padEnd(20)}${(path / box).toFixed(2)}`,
    );
    if (slots === SLOTS.at(-1)) await measureCached(url);
  } finally {
    await worker.stop();
    await direct.close();
  }
}

/** Jobs per second from the first request to the last result. */
async function submitAll(url, slots, round) {
  let next = 0;
  const startedAt = performance.now();
  const client = async () => {
    while (next < JOBS) await runOnce(url, `${slots}${round}${next++}`);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return JOBS / ((performance.now() - startedAt) / 1000);
}

async function runOnce(url, stdin, headers = {}) {
  const response = await fetch(`${url}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ kind: 'run', program: PROGRAM_OF_A_RUN, stdin }),
  });
  const submission = await response.json();
  if (submission.verdict !== 'accepted')
    throw new Cure(`a run ended as ${JSON.stringify(submission).slice(0, 500)}`);
  return submission;
}

async function measureCached(url) {
  const took = async (headers) => {
    const startedAt = performance.now();
    const { cached } = await runOnce(url, '77', headers);
    if (cached !== (headers !== undefined)) throw new Cure('an answer is not from where it should be');
    return performance.now() - startedAt;
  };
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  const [ran, cached] = [[], []];
  for (let index = 0; index < 20; index++) ran.push(await took());
  for (let index = 0; index < CACHED; index++) cached.push(await took({ prefer: 'reuse' }));
  console.log(
    `  one request at a time: ${median(ran).toFixed(1)} ms when the program runs, ${median(cached).toFixed(1)} ms when the result is cached`,
  );
}

/** The same jobs without anything around them: a box each, made, used once and thrown away. */
async function openDirect(slots, dataDir) {
  const built = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/index.js');
  const { createNativeRunner, LANGUAGE_ROWS } = await import(pathToFileURL(built).href);
  const runner = await createNativeRunner({
    boxPath: join(ROOT, 'native/box/build/box'),
    dataDir: join(dataDir, 'direct'),
    isolation: undefined,
    production: false,
    slots,
    log: () => {},
    rows: LANGUAGE_ROWS.filter(({ id }) => id === 'cpp'),
  });
  await runner.detected;
  const runJob = async (stdin) => {
    const { program } = await runner.prepare(PROGRAM_OF_A_RUN);
    const sandbox = await runner.open([program]);
    try {
      const [outcome] = await sandbox.run(program, [{ stdin }], LIMITS);
      if (outcome.kind !== 'ok') throw new Cure(`a run in a box ended as ${outcome.kind}`);
    } finally {
      await sandbox.close();
    }
  };
  await runJob('1');
  return {
    async perSecond() {
      let next = 0;
      const startedAt = performance.now();
      const lane = async () => {
        while (next < JOBS) await runJob(String(next++));
      };
      await Promise.all(Array.from({ length: slots }, lane));
      return JOBS / ((performance.now() - startedAt) / 1000);
    },
    close: () => runner.close(),
  };
}

async function startApi(env) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = start('api', { ...env, PORT: String(port) });
  await process.until(() => isAnswering(url));
  return { url, stop: process.stop };
}

async function startWorker(env) {
  const process = start('worker', env);
  await process.until(() => process.output().includes('ready:'));
  return process;
}

function start(app, env) {
  const child = spawn(process.execPath, [entryOf(app)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    async until(isReady) {
      while (!(await isReady())) {
        if (isOver()) throw new Cure(`the ${app} did not start:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      if (isOver()) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
