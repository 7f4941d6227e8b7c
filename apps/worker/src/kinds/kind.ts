import type {
  Program,
  ProgramRole,
  Progress,
  SubmissionEvent,
  RequestOf,
  SubmissionKind,
  SubmissionResult,
  Verdict,
} from '@app/contracts';
import type { OutputKeeper } from '../results/kept-outputs.js';
import type { BlobRef } from '@app/blobs';
import type { Problem } from '@app/packages';
import type { ToApi, ToWorker } from '@app/queue';
import type { Runner, RunsOn } from '../runner/runner.js';

/** What a kind of job hands back. */
export interface JobOutcome<V extends Verdict = Verdict, R = SubmissionResult> {
  verdict: V;
  result: R & { error?: string };
}

type WithoutBase<E> = E extends unknown ? Omit<E, 'submissionId' | 'seq'> : never;
/** What a job tells while it runs; the attempt gives it its number and sends it. */
export type JobNews = WithoutBase<
  Extract<
    SubmissionEvent,
    {
      type:
        | 'submission.compiled'
        | 'submission.test_judged'
        | 'submission.failure_found'
        | 'submission.failure_shrunk';
    }
  >
>;

/** A slot that a job holds. */
export interface HeldSlot extends RunsOn {
  /**
   * Lets those who wait go first; at once when no job waits. @throws the signal's reason when it fires before
   */
  pass(signal?: AbortSignal): Promise<void>;
}
/** One that the job took beside its own, and has to give back. */
export interface ExtraSlot extends HeldSlot {
  release(): void;
}

/** The slots of this worker, as a job sees them that could use more than its own. */
interface FreeSlots {
  readonly total: number;
  /** Another job waits for a slot: extra ones should be given back soon. */
  readonly wanted: boolean;
  /** A slot when one is free, else null. */
  tryAcquire(): ExtraSlot | null;
}

/** What a job may use. */
export interface JobContext {
  readonly runner: Pick<Runner, 'prepare' | 'open'>;
  /**
   * Fires when the job was cancelled, lost its claim or took too long: everything it started must end at
   * once.
   */
  readonly signal: AbortSignal;
  readonly slots: FreeSlots;
  /** The slot this job holds; the intake gives it back. */
  readonly slot: HeldSlot;
  /** Takes texts that are too long for the result. */
  readonly outputs: OutputKeeper;
  emit(news: JobNews): void;
  /** Charges the job's user for milliseconds of work outside of any sandbox. */
  charge(ms: number): void;
  /** Says how to learn what the job has found by then; asked for when it is cancelled. */
  keep(soFar: () => SubmissionResult): void;
  /** May be called as often as there is news; the attempt sees to the rate. */
  progress(progress: Progress): void;
  /**
   * Takes what is left to be tidied up: the job's slot is kept until then, its outcome is not. Absent: the
   * job waits itself.
   */
  later?(work: Promise<void>): void;
  /** With the client that talks to the program; absent: there is none. */
  readonly live?: Conversation;
  /** Suites and their tests; absent where a job can name none. */
  readonly suites?: SuiteSource;
}

/** With the client that talks to the program of a job while it runs. */
export interface Conversation {
  /** Never throws: news without a listener is lost. */
  tell(news: ToApi): void;
  /**
   * Calls `listener` for each word from now on, and for those that came before. `close` may come more than
   * once.
   */
  listen(listener: (word: ToWorker) => void): void;
  /** Ends the job as cancelled: the client is gone. */
  abandon(): void;
}

/** Tests that travel by reference. */
export interface SuiteSource {
  /** @throws JobFailed when the suite, or this version of it, is gone */
  load(suiteId: string, version: number): Promise<Problem<BlobRef>>;
  /** All of a blob. @throws JobFailed when it is gone */
  read(ref: BlobRef): Promise<Buffer>;
  /** What programs of the suite made of its tests before. */
  made(suiteId: string, version: number): Promise<MadeData[]>;
  /** Keeps what a program of the suite made, for all later jobs. */
  keep(suiteId: string, version: number, made: Omit<MadeData, 'ref'>, content: Buffer): Promise<void>;
}

/** The input or the answer of one test that had to be made. */
export interface MadeData {
  /** Position of the test, from 0. */
  testIndex: number;
  part: 'input' | 'answer';
  ref: BlobRef;
}

/** The job cannot be done, for a reason its owner may read: it ends as `internal_error`. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
}

/** Programs by what they are in the job; of several candidates by `candidate:1`, `candidate:2` ... */
export type Programs = Partial<Record<ProgramRole | `candidate:${number}`, Program>>;

/** How the jobs of a kind are done. */
export interface KindOfJob<K extends SubmissionKind> {
  /** @throws JobFailed, RunnerUnavailable, the reason of the context's signal */
  perform(request: RequestOf<K>, context: JobContext): Promise<JobOutcome>;
  /**
   * How long a job may take before it counts as stuck, in milliseconds: what its limits allow, and some more.
   */
  timeLimitMs(request: RequestOf<K>): number;
}

/** For compilations and for opening sandboxes. */
export const SETUP_MS = 5 * 60_000;
/** Cost of one run beyond its own wall time. */
export const RUN_OVERHEAD_MS = 1_000;
