import { randomBytes } from 'node:crypto';
import type {
  Program,
  ProgramRole,
  Progress,
  SubmissionEvent,
  SubmissionRequest,
  SubmissionResult,
  Verdict,
} from '@app/contracts';
import type { PreparedProgram, Runner } from '../runner/runner.js';
import type { Slot, Slots } from '../jobs/slots.js';

/** What a kind of job hands back. */
export interface JobOutcome<V extends Verdict = Verdict, R = SubmissionResult> {
  verdict: V;
  result: R & { error?: string };
}

type WithoutBase<E> = E extends unknown ? Omit<E, 'submissionId' | 'seq'> : never;
/** What a job tells while it runs; the executor gives it its number and sends it. */
export type JobNews = WithoutBase<
  Extract<SubmissionEvent, { type: 'submission.compiled' | 'submission.failure_found' }>
>;

/** What a job may use. */
export interface JobContext {
  readonly runner: Pick<Runner, 'prepare' | 'open'>;
  /** Fires when the job was cancelled, lost its claim or took too long: everything it started must end at once. */
  readonly signal: AbortSignal;
  readonly slots: Slots;
  /** The slot this job holds; the executor gives it back. */
  readonly slot: Slot;
  emit(news: JobNews): void;
  /** Says how to learn what the job has found by then; asked for when it is cancelled. */
  keep(soFar: () => SubmissionResult): void;
  /** May be called as often as there is news; the executor sees to the rate. */
  progress(progress: Progress): void;
}

/** The job cannot be done, for a reason its owner may read: it ends as `internal_error`. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
}

/** Programs by what they are in the job. */
export type Programs = Partial<Record<ProgramRole, Program>>;
export type Prepared<P extends Programs> = { [R in keyof P]: PreparedProgram };

/** The same request with a seed, so that whatever becomes of a stress job, it can be done again with the inputs it had. */
export function withSeed<R extends SubmissionRequest>(request: R): R {
  if (request.kind !== 'stress' || request.seed !== undefined) return request;
  return { ...request, seed: String(randomBytes(8).readBigUInt64LE()) };
}

/** The result of a job that never got to one, in the shape of its kind. */
export function emptyResult(request: SubmissionRequest, error: string): SubmissionResult {
  switch (request.kind) {
    case 'run':
      return { compilation: null, execution: null, error };
    case 'judge':
    case 'interact':
      return { compilation: null, tests: [], passed: 0, total: request.tests.length, error };
    case 'stress':
      return {
        compilations: { reference: null, candidate: null },
        seed: request.seed ?? '0',
        iterations: 0,
        failures: [],
        timing: { runsPerSecond: 0, reference: { maxCpuTimeMs: 0 }, candidate: { maxCpuTimeMs: 0 } },
        error,
      };
    default:
      throw new TypeError(`unknown kind of job ${JSON.stringify(request satisfies never)}`);
  }
}
