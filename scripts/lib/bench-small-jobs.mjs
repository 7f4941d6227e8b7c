// What clients of Judge0 and Piston send: one small program at a time, beside the same programs with nothing
// around them.
import { anotherNumber, judged, median, secondsFor } from './bench-client.mjs';
import { CPP, PYTHON } from './bench-limits.mjs';
import { Cure } from './steps.mjs';

const ROUNDS = 3;
const cpp = () => ({ kind: 'run', program: { language: 'cpp', source: CPP }, stdin: `${anotherNumber()}` });
const python = () => ({ ...cpp(), program: { language: 'python', source: PYTHON } });
const anew = () => ({
  ...cpp(),
  program: { language: 'cpp', source: `${CPP}// ${anotherNumber()}\n` },
});

/** Prints jobs per second, the limit's, and their ratio. @param limits of `buildLimits` */
export async function benchSmallJobs(url, limits) {
  console.log(`\nsmall jobs, from request to result, ${ROUNDS} rounds, medians`);
  const rows = [
    { what: 'tiny C++, one at a time', make: cpp, jobs: 40, clients: 1, limit: () => limits.cpp(1) },
    { what: 'tiny C++, 16 connections', make: cpp, jobs: 160, clients: 16, limit: () => limits.cpp() },
    {
      what: 'tiny Python, 16 connections',
      make: python,
      jobs: 96,
      clients: 16,
      limit: () => limits.python(),
    },
    { what: 'compiled anew, 16 connections', make: anew, jobs: 32, clients: 16, limit: limits.compilations },
  ];
  for (const row of rows) await measure(url, row);
  await measureCached(url);
}

async function measure(url, { what, make, jobs, clients, limit }) {
  await judged(url, make());
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await limit();
    const path = jobs / (await secondsFor(jobs, clients, () => judged(url, make())));
    rounds.push({ path, limit: (before + (await limit())) / 2 });
  }
  const [path, bare] = [median(rounds.map((one) => one.path)), median(rounds.map((one) => one.limit))];
  const ratio = median(rounds.map((one) => one.path / one.limit));
  console.log(
    `  ${what.padEnd(32)} ${path.toFixed(1)}/s (${((1000 * clients) / path).toFixed(1)} ms each)` +
      `   limit ${bare.toFixed(1)}/s   ratio ${ratio.toFixed(3)}`,
  );
}

/** The answer to a job that was done before, to clients that take it. */
async function measureCached(url) {
  const job = cpp();
  await judged(url, job);
  const times = [];
  for (let time = 0; time < 60; time++) {
    const startedAt = performance.now();
    const { cached } = await judged(url, job, 'accepted', { prefer: 'reuse' });
    if (!cached) throw new Cure('an answer that should be reused is not');
    times.push(performance.now() - startedAt);
  }
  console.log(`  ${'answered from the cache'.padEnd(32)} ${median(times).toFixed(1)} ms`);
}
