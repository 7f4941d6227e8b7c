// Sessions of an interactive problem: a search of twenty exchanges, beside the bare pair of programs joined
// by pipes.
import { judged, median } from './bench-client.mjs';
import { SEARCH, SEARCHED } from './bench-limits.mjs';

const ROUNDS = 3;
const SESSIONS = 200;
const inC = (source) => ({ language: 'c', source });

/** Prints sessions per second, the limit's, and their ratio. @param limits of `buildLimits` */
export async function benchInteract(url, limits) {
  const job = {
    kind: 'interact',
    program: inC(SEARCH),
    interactor: inC(SEARCHED),
    tests: Array.from({ length: SESSIONS }, () => ({ input: '1' })),
  };
  await judged(url, job);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = limits.pairs();
    const startedAt = performance.now();
    await judged(url, job);
    const path = SESSIONS / ((performance.now() - startedAt) / 1000);
    rounds.push({ path, limit: (before + limits.pairs()) / 2 });
  }
  const middle = (of) => median(rounds.map(of));
  console.log(`\ninteract job, ${SESSIONS} sessions of twenty exchanges, ${ROUNDS} rounds, medians`);
  console.log(
    `  whole path ${middle((one) => one.path).toFixed(1)}/s   bare pair ${middle((one) => one.limit).toFixed(1)}/s` +
      `   ratio ${middle((one) => one.path / one.limit).toFixed(2)}`,
  );
}
