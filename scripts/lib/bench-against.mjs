// `npm run bench -- --against COMMIT`: this state beside an earlier one, on this machine, in one run. The
// earlier one is built in a folder of its own. Both serve at the same time, and are measured by turns, over
// what both speak: HTTP. So a neighbour who takes the processor away takes it from both, and the ratio of
// each pair is what holds.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startProduct } from './product.mjs';
import { Cure, ROOT, entryOf, prepare, run, say } from './steps.mjs';

const WORSE = 0.95;
const SOURCE =
  '#include <iostream>\nint main() { long long x; std::cin >> x; std::cout << x * 2 << "\\n"; }\n';
const PROGRAM = { language: 'cpp', source: SOURCE };
/** Who measures is no guest that could be too much. */
export const SETTINGS = {
  LIMIT_REQUESTS_PER_MINUTE: '1000000',
  LIMIT_CPU_SECONDS_PER_HOUR: '1000000',
  LIMIT_RUNNING_JOBS: '1000',
  LOG_LEVEL: 'error',
};

/** What is measured; each gives a number for which more is better. */
const MEASURES = [
  { what: 'stress job, runs/s', measure: stressRunsPerSecond },
  { what: 'one run after another, runs/s', measure: (url) => runsPerSecond(url, 20, 1) },
  { what: 'sixteen clients, runs/s', measure: (url) => runsPerSecond(url, 96, 16) },
  { what: 'judge job, tests/s', measure: testsPerSecond },
];

/** Each submission is another one, so that none is answered from what was done before. */
let number = 1_000_000;

/**
 * Builds the other state, measures both by turns and prints the ratios.
 * @param {string} commit whatever git takes for a commit
 * @param {string} folder an empty one, for all that is made
 * @param {number} rounds how often each side is measured
 */
export async function benchAgainst(commit, folder, rounds) {
  const other = await buildOther(commit, join(folder, 'other'));
  await prepare(['standalone']);
  const sides = {
    now: { entry: entryOf('standalone'), dataDir: join(folder, 'data-now') },
    then: {
      entry: join(other, entryOf('standalone').slice(ROOT.length)),
      dataDir: join(folder, 'data-then'),
    },
  };
  const started = [];
  try {
    for (const side of Object.values(sides)) {
      say(`starting ${side.entry} ...`);
      started.push(await startProduct({ ...side, env: SETTINGS }));
    }
    const [now, then] = started;
    print(commit, await measureByTurns(now, then, rounds), rounds, [now, then].map(residentMiB));
  } finally {
    for (const product of started) await product.stop();
  }
}

async function buildOther(commit, folder) {
  say(`building ${commit} in ${folder} ...`);
  try {
    execFileSync('git', ['clone', '--quiet', '--no-checkout', ROOT, folder], { stdio: 'pipe' });
    const hash = execFileSync('git', ['rev-parse', '--verify', `${commit}^{commit}`], {
      cwd: ROOT,
      stdio: 'pipe',
    });
    execFileSync('git', ['checkout', '--quiet', '--detach', String(hash).trim()], {
      cwd: folder,
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Cure(`${commit} cannot be checked out: ${error.stderr || error.message}`);
  }
  // Its own steps, with its own packages.
  const steps =
    "const { prepare, runScript } = await import('./scripts/lib/steps.mjs'); await runScript(() => prepare(['standalone']));";
  await run(process.execPath, ['--input-type=module', '--eval', steps], {
    cwd: folder,
    isGroup: true,
  });
  return folder;
}

async function measureByTurns(now, then, rounds) {
  const rows = MEASURES.map(({ what }) => ({ what, now: [], then: [], ratios: [] }));
  for (const { measure } of MEASURES) for (const { url } of [now, then]) await measure(url);
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1} of ${rounds} ...`);
    for (const [index, { measure }] of MEASURES.entries()) {
      const row = rows[index];
      // Being first is no advantage in the long run.
      for (const side of round % 2 === 0 ? ['then', 'now'] : ['now', 'then'])
        row[side].push(await measure(side === 'now' ? now.url : then.url));
      row.ratios.push(row.now.at(-1) / row.then.at(-1));
    }
  }
  return rows;
}

function print(commit, rows, rounds, [nowMiB, thenMiB]) {
  console.log(
    `\nnow beside ${commit}, ${cpus().length} cores, ${rounds} rounds by turns; medians, more is better`,
  );
  console.log(`  ${'what'.padEnd(32)}${'then'.padStart(9)}${'now'.padStart(9)}   now/then`);
  for (const { what, now, then, ratios } of rows) {
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
    const figures = [then, now]
      .map((values) => Number(median(values).toPrecision(3)).toString().padStart(9))
      .join('');
    console.log(`  ${what.padEnd(32)}${figures}   ${median(ratios).toFixed(2)} (${least} to ${most})`);
  }
  console.log(
    `  ${'memory after that, MiB'.padEnd(32)}${String(thenMiB).padStart(9)}${String(nowMiB).padStart(9)}`,
  );
  const worse = rows.filter(({ ratios }) => median(ratios) < WORSE).map(({ what }) => what.split(',')[0]);
  console.log(
    worse.length === 0 ? 'nothing is worse by more than 5%' : `worse by more than 5%: ${worse.join(', ')}`,
  );
}

async function stressRunsPerSecond(url) {
  const iterations = 1000;
  const seconds = await submit(url, 'no_difference', {
    kind: 'stress',
    reference: PROGRAM,
    candidate: { ...PROGRAM, source: `${SOURCE}// candidate\n` },
    generator: { clex: 'N[1,1000000]' },
    iterations,
  });
  return (iterations * 2) / seconds;
}

async function runsPerSecond(url, runs, clients) {
  const startedAt = performance.now();
  let left = runs;
  const client = async () => {
    while (left-- > 0)
      await submit(url, 'accepted', { kind: 'run', program: PROGRAM, stdin: String(number++) });
  };
  await Promise.all(Array.from({ length: clients }, client));
  return runs / ((performance.now() - startedAt) / 1000);
}

async function testsPerSecond(url) {
  const tests = Array.from({ length: 300 }, () => ({
    input: String(number),
    expectedOutput: String(2 * number++),
  }));
  return tests.length / (await submit(url, 'accepted', { kind: 'judge', program: PROGRAM, tests }));
}

/** @returns seconds from sending the request to having the result @throws Cure when it is not the expected one */
async function submit(url, verdict, request) {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const submission = await response.json();
  if (submission.verdict !== verdict)
    throw new Cure(`a ${request.kind} job at ${url} ended as ${JSON.stringify(submission).slice(0, 500)}`);
  return (performance.now() - startedAt) / 1000;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Of the process that serves, in MiB. */
function residentMiB({ pid }) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
