// `npm run bench:attacks`: how long others wait while one client does its worst, and what is left in memory
// afterwards. Each attack comes from an address of its own (127.0.0.x), with the limits that production has,
// against a service that this script starts. `npm run bench:attacks -- C J` does only these; SETTLE_S says
// how long memory may take to come back (60 s).
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { startProduct } from './lib/product.mjs';
import { prepare, ROOT, runScript, say } from './lib/steps.mjs';

const DURATION_MS = 10_000;
const ASK_EVERY_MS = 50;
const SETTLE_S = Number(process.env.SETTLE_S ?? 60);
const BACK_WITHIN = 1.1;
const ATTACKS = {
  C: 'packed blanks that are no JSON',
  D: 'inputs of 8 MiB drawn, and 100 not read',
  E: 'a stress job that draws 8 MiB a time',
  F: 'a submission of 15 MiB read 100 times',
  J: 'a socket that says one thing only',
  K: '3.6 million numbers compared',
  P: 'files of the page, packed for each',
  Y: '2,000 requests sent ahead of their answers',
  Z: 'runs that leave files of 60 MiB',
};
/** As in production, but without a login. */
const ENV = {
  ANONYMOUS_SUBMISSIONS: 'true',
  LIMIT_REQUESTS_PER_MINUTE: '600',
  LIMIT_OPEN_SOCKETS: '50',
  LIMIT_QUEUED_JOBS: '1000',
  LIMIT_CPU_SECONDS_PER_HOUR: '7200',
};

await runScript(async () => {
  await prepare(['standalone']);
  const wanted = process.argv.slice(2);
  const names = Object.keys(ATTACKS).filter((name) => wanted.length === 0 || wanted.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'cpast-attacks-'));
  say('starting the service ...');
  const product = await startProduct({ dataDir: join(folder, 'data'), env: ENV });
  try {
    await languagesAreThere(product.url);
    console.log(
      `${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the start, health_check every ${ASK_EVERY_MS} ms`,
    );
    report('without an attack', await ask(product.url, pause(DURATION_MS)));
    for (const [at, name] of names.entries()) await measure(product, name, `127.0.0.${10 + at}`);
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function measure({ url, pid }, name, from) {
  const thread = new Worker(new URL('./lib/attack.thread.mjs', import.meta.url), {
    workerData: { name, url, from, durationMs: DURATION_MS, files: filesOfPage() },
  });
  await once(thread, 'message'); // What is prepared is no attack.
  const before = residentMiB(pid);
  const ended = once(thread, 'message');
  thread.postMessage('go');
  const waits = await ask(url, ended);
  const [{ sent, statuses }] = await ended;
  const most = residentMiB(pid);
  let afterS = 0;
  while (residentMiB(pid) > before * BACK_WITHIN && afterS < SETTLE_S) {
    await pause(1_000);
    afterS += 1;
  }
  report(`${name}: ${ATTACKS[name]}`, waits);
  console.log(`    ${sent} sent ${JSON.stringify(statuses)}`);
  console.log(`    memory ${before} MiB before, ${most} at the end, ${residentMiB(pid)} after ${afterS} s`);
}

/** Asks for the health until the attack has ended. @returns how long each answer took, in milliseconds */
async function ask(url, ended) {
  const waits = [];
  const asked = [];
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    asked.push(oneAnswer(url).then((ms) => waits.push(ms)));
    await pause(ASK_EVERY_MS);
  }
  await Promise.all(asked);
  return waits.sort((a, b) => a - b);
}

async function oneAnswer(url) {
  const startedAt = performance.now();
  await new Promise((resolve) => {
    get(`${url}/health_check`, { agent: false }, (response) => response.resume().on('close', resolve)).on(
      'error',
      resolve,
    );
  });
  return performance.now() - startedAt;
}

function report(what, waits) {
  const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))].toFixed(0);
  console.log(
    `${what.padEnd(46)} worst ${at(1).padStart(5)} ms, 99% ${at(0.99).padStart(5)}, median ${at(0.5).padStart(4)} of ${waits.length}`,
  );
}

function residentMiB(pid) {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return Math.round((pages * 4096) / 1024 ** 2);
}

/** The largest file of the page, and that of the documentation. */
function filesOfPage() {
  const folder = join(ROOT, 'apps/web/dist/assets');
  const [largest] = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .sort((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size);
  return [`/assets/${largest}`, '/api/v1/docs/swagger-ui/swagger-ui-bundle.js', '/api/v1/languages'];
}

async function languagesAreThere(url) {
  for (;;) {
    const list = await fetch(`${url}/api/v1/languages`).then((response) => response.json());
    const ids = Array.isArray(list) ? list.map(({ id }) => id) : [];
    if (['c', 'python'].every((wanted) => ids.some((id) => id.startsWith(wanted)))) return;
    await pause(500);
  }
}
