// Long jobs of Python programs, whose start is most of what they take, beside the bare interpreter.
import { judged, median } from './bench-client.mjs';
import { PYTHON } from './bench-limits.mjs';

const ROUNDS = 3;
const ITEMS = 300;
const program = { language: 'python', source: PYTHON };

/** Prints the time of each beside the limit's. @param limits of `buildLimits` */
export async function benchPython(url, limits) {
  const tests = Array.from({ length: ITEMS }, (_, at) => ({ input: `${at}`, expectedOutput: `${2 * at}` }));
  const rows = [
    {
      what: `judge job, ${ITEMS} tests`,
      runs: ITEMS,
      job: () => judged(url, { kind: 'judge', program, tests }),
    },
    {
      what: `stress job, ${ITEMS} pairs`,
      runs: 2 * ITEMS,
      job: () =>
        judged(
          url,
          {
            kind: 'stress',
            reference: program,
            candidate: { ...program, source: `${PYTHON}# candidate\n` },
            generator: { clex: 'N[1,1000000]' },
            iterations: ITEMS,
          },
          'no_difference',
        ),
    },
  ];
  console.log(`\nlong jobs of a tiny Python program, ${ROUNDS} rounds, medians`);
  for (const { what, runs, job } of rows) {
    await job();
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = limits.python();
      const startedAt = performance.now();
      await job();
      const seconds = (performance.now() - startedAt) / 1000;
      rounds.push({ seconds, limit: runs / ((before + limits.python()) / 2) });
    }
    const middle = (of) => median(rounds.map(of)).toFixed(2);
    console.log(
      `  ${what.padEnd(32)} ${middle((one) => one.seconds)} s   limit ${middle((one) => one.limit)} s` +
        `   time beside the limit's ${middle((one) => one.seconds / one.limit)}`,
    );
  }
}
