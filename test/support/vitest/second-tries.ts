/**
 * The only tests that may fail once: each measures time between processes, and a neighbour of a virtual
 * machine may stop it for seconds. What was tried again is printed at the end of a run; every other test has
 * one try.
 */
export const SECOND_TRIES: readonly SecondTry[] = [
  {
    file: 'test/auth/fairness.',
    test: /delay the first ones of others|keep the batch jobs of others waiting/,
    reason: 'compares how long jobs of two users wait, in milliseconds',
  },
  {
    file: 'test/distributed/backlog.',
    test: /costs later ones nothing/,
    reason: 'compares the wait of a job behind 10,000 others with that of one alone',
  },
  {
    file: 'test/distributed/chaos.',
    test: /ends every accepted submission exactly once/,
    reason: 'kills processes at random for a minute; a machine that stands still looks like one more death',
  },
  {
    file: 'test/distributed/deaths.',
    test: /only stopped for longer than its lease/,
    reason: 'stops a worker for a little longer than a lease, which is real time',
  },
  {
    file: 'test/docker/containers.',
    test: /of every container costs a job some time/,
    reason: 'pauses containers for less than the time limit of a job',
  },
  {
    file: 'test/e2e/judging.',
    test: /survives .*, and the next job is unharmed/,
    reason: 'the job after a hostile one has a time limit of its own',
  },
  {
    file: 'test/web/main-page.',
    test: /hundred thousand lines/,
    reason: 'bounds how long a browser takes for a page, while another one has the second processor',
  },
  {
    file: 'test/web/robustness.',
    test: /four hundred thousand lines/,
    reason: 'bounds how long a browser takes for a page',
  },
];

export interface SecondTry {
  /** What the path of the file begins with. */
  readonly file: string;
  readonly test: RegExp;
  readonly reason: string;
}

/** The entry for a test; undefined: it has one try. */
export function secondTryOf(file: string, test: string): SecondTry | undefined {
  return SECOND_TRIES.find((entry) => file.startsWith(entry.file) && entry.test.test(test));
}
