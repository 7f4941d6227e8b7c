/**
 * Places in the code at which a process can be made to die, for tests of what happens then.
 * `after_insert`: the api, after a submission is stored and before it is published.
 * `marked_program`: the worker, after it has claimed a job with a program that holds FAILPOINT_MARK.
 */
export const FAILPOINT_NAMES = ['after_insert', 'marked_program'] as const;
export type FailpointName = (typeof FAILPOINT_NAMES)[number];

const ONE = `(?:${FAILPOINT_NAMES.join('|')}):exit`;
export const FAILPOINTS_PATTERN = new RegExp(`^${ONE}(?:,${ONE})*$`);

/** What a program holds to be met by the failpoint `marked_program`. */
export const FAILPOINT_MARK = 'failpoint: kill the worker';

/** The failpoints that are set in this process; none but in tests. */
export class Failpoints {
  private readonly names: ReadonlySet<FailpointName>;

  constructor(names: readonly FailpointName[] = []) {
    this.names = new Set(names);
  }

  isSet(name: FailpointName): boolean {
    return this.names.has(name);
  }

  /** Dies as by SIGKILL when `name` is set: nothing is closed, flushed or given back. */
  hit(name: FailpointName): void {
    if (this.isSet(name)) process.kill(process.pid, 'SIGKILL');
  }
}
