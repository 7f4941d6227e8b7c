// `npm run bench`: the speed of the whole path, beside what this machine can do at all, in the same run. `npm
// run bench -- --against COMMIT` measures this state and an earlier one by turns, and prints the ratios
// (`--rounds 1`: only to see that it works). `--only judge,small` measures these parts alone; `--waiting
// 100000`: so many wait in the part of that name.
// Absolute figures drift with the neighbours of a virtual machine; the ratio is what holds.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SETTINGS, benchAgainst } from './lib/bench-against.mjs';
import { benchClex } from './lib/bench-clex.mjs';
import { benchCompute } from './lib/bench-compute.mjs';
import { benchDistributed } from './lib/bench-distributed.mjs';
import { benchFacades } from './lib/bench-facades.mjs';
import { benchInteract } from './lib/bench-interact.mjs';
import { benchJudge } from './lib/bench-judge.mjs';
import { CPP as PROGRAM, buildLimits } from './lib/bench-limits.mjs';
import { benchLive } from './lib/bench-live.mjs';
import { benchPython } from './lib/bench-python.mjs';
import { benchRunners } from './lib/bench-runners.mjs';
import { benchSmallJobs } from './lib/bench-small-jobs.mjs';
import { benchWaiting } from './lib/bench-waiting.mjs';
import { failOnSignals } from './lib/interrupt.mjs';
import { startProduct } from './lib/product.mjs';
import { Cure, prepare, runScript, say } from './lib/steps.mjs';

const ROUNDS = 7;
const ITERATIONS = 1000;
const RUNS = ITERATIONS * 2;

/** With a service that answers at `url`. */
const WITH_SERVICE = {
  stress: (context) => measure(context.url, limitOf(context)),
  judge: (context) => benchJudge(context.url, PROGRAM, limitOf(context)),
  small: ({ url, limits }) => benchSmallJobs(url, limits),
  python: ({ url, limits }) => benchPython(url, limits),
  interact: ({ url, limits }) => benchInteract(url, limits),
  facades: ({ url }) => benchFacades(url),
  live: ({ url }) => benchLive(url),
};
const ALONE = {
  clex: (context) => benchClex(limitOf(context)),
  compute: ({ folder }) => benchCompute(folder),
  runners: (context) => benchRunners(context.folder, PROGRAM, limitOf(context)),
  waiting: ({ folder, waiting }) => benchWaiting(folder, SETTINGS, waiting),
  distributed: ({ folder }) => benchDistributed(folder),
};

failOnSignals();
await runScript(async () => {
  const options = {
    against: { type: 'string' },
    rounds: { type: 'string', default: String(ROUNDS) },
    only: { type: 'string' },
    waiting: { type: 'string', default: '10000' },
  };
  const { against, rounds, only, waiting } = parseArgs({ options }).values;
  const folder = mkdtempSync(join(tmpdir(), 'cpast-bench-'));
  try {
    if (against === undefined) await benchThis(folder, only?.split(','), Number(waiting));
    else await benchAgainst(against, folder, Number(rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function benchThis(folder, only, waiting) {
  const known = Object.keys({ ...WITH_SERVICE, ...ALONE });
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Cure(`there is no part ${unknown}; there are ${known.join(', ')}`);
  const wanted = (parts) =>
    Object.entries(parts).flatMap(([name, part]) => (!only || only.includes(name) ? [part] : []));
  await prepare(['standalone', 'api', 'worker']);
  const limits = buildLimits(folder);
  const context = { folder, limits, waiting };
  if (wanted(WITH_SERVICE).length > 0) {
    say('starting the service ...');
    const product = await startProduct({ dataDir: join(folder, 'data'), env: SETTINGS });
    try {
      for (const part of wanted(WITH_SERVICE)) await part({ ...context, url: product.url });
    } finally {
      await product.stop();
    }
  }
  for (const part of wanted(ALONE)) await part(context);
}

async function measure(url, limit) {
  await stress(url); // compiles, fills the cache
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = limit();
    const path = await stress(url);
    const after = limit();
    rounds.push({ limit: (before + after) / 2, path, ratio: path / ((before + after) / 2) });
  }
  const median = (key) => rounds.map((round) => round[key]).sort((a, b) => a - b)[ROUNDS >> 1];
  console.log(
    `stress job, ${ITERATIONS} iterations of a C++ pair, tiny inputs, ${cpus().length} cores, ${ROUNDS} rounds`,
  );
  console.log(`  vfork+exec+wait limit        ${median('limit').toFixed(0)} runs/s`);
  console.log(`  whole path (HTTP to result)  ${median('path').toFixed(0)} runs/s`);
  const ratios = rounds.map((round) => round.ratio).sort((a, b) => a - b);
  console.log(
    `  ratio                        ${median('ratio').toFixed(2)} (${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)})`,
  );
}

/** Measures what this machine can do at all: runs per second of the C++ program on all cores. */
function limitOf({ limits }) {
  return () => limits.cpp(cpus().length, RUNS);
}

/** One stress job over HTTP; runs per second from sending the request to having the result. */
async function stress(url) {
  const program = { language: 'cpp', source: PROGRAM };
  const body = JSON.stringify({
    kind: 'stress',
    reference: program,
    candidate: { language: 'cpp', source: `${PROGRAM}// candidate\n` },
    generator: { clex: 'N[1,1000000]' },
    iterations: ITERATIONS,
  });
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const submission = await response.json();
  const elapsedMs = performance.now() - startedAt;
  if (submission.verdict !== 'no_difference' || submission.result.iterations !== ITERATIONS)
    throw new Cure(`the stress job ended as ${JSON.stringify(submission).slice(0, 500)}`);
  return RUNS / (elapsedMs / 1000);
}
