import type { Compilation } from '../executions.js';
import type { JobPriority } from '../jobs.js';
import type { Limits } from '../limits.js';
import type { ProgramOf } from '../programs.js';

/** What every request has. */
export interface RequestBase {
  kind: string;
  limits?: Partial<Limits>;
}

/** What every result may have: why a job ended as `internal_error` or could not go on, in words. */
export interface ResultBase {
  error?: string;
}

/**
 * All that the parts of the service know of a kind of job beside how it is done: api, worker and result cache
 * ask this table. How it is done has a table of its own in the worker, how its request is checked one in the
 * api.
 */
export interface KindSpec<
  Kind extends string,
  Request extends { kind: Kind },
  Result,
  Verdict extends string,
> {
  kind: Kind;
  /** What became of its programs, for readers of a link to such a job. */
  about: string;
  /** Every verdict that a job of this kind may end with. */
  verdicts: readonly Verdict[];
  /** How urgent it is unless its client waits for it. */
  defaultPriority: JobPriority;
  /** The programs that it needs, in the order in which they are named in messages. */
  programsOf(request: Request): ProgramOf[];
  /** Steps until it is done: runs, tests or iterations. */
  totalOf(request: Request): number;
  /** The result of a job that never got to one. @param error why */
  emptyResult(request: Request, error?: string): Result & ResultBase;
  /** Whether the same request means the same work each time; false where something is drawn anew. */
  isRepeatable(request: Request): boolean;
  /**
   * The same request with all that a try of the job would draw by itself, so that every try has the same.
   * @param drawSeed gives an unsigned 64-bit number, decimal
   */
  settled(request: Request, drawSeed: () => string): Request;
  /** The same result with each of its compilations replaced. */
  withCompilations(result: Result, replace: (compilation: Compilation) => Compilation): Result;
}
