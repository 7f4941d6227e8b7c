import type {
  Compilation,
  LanguageView,
  ProgramRole,
  Progress,
  StressFailure,
  SubmissionRequest,
  SubmissionResult,
  Verdict,
} from '@app/contracts';
import type { SuiteOpener } from './suite.js';

/** What a job came to. `id` is that of the submission, where a service did it. */
export interface Outcome {
  verdict: Verdict;
  result: SubmissionResult;
  id?: string;
  /** Whole outputs that the result shows cut, by name (`stdout`); a service gives them as blobs. */
  outputs?: ReadonlyMap<string, Buffer>;
}

/** What is told while a job runs. */
export interface Watcher {
  compiled?(role: ProgramRole, compilation: Compilation): void;
  progress?(progress: Progress): void;
  failureFound?(failure: StressFailure): void;
}

/** Does jobs: on this machine, or at a service. One interface, so that every command works with both. */
export interface Engine extends SuiteOpener {
  /** In words, for people: `this machine` or the service's address. */
  readonly where: string;
  /**
   * Does one job and resolves with its outcome.
   * @throws CliError when it cannot be done; the signal's reason when that fires: nothing of the job runs on then
   */
  perform(request: SubmissionRequest, watcher: Watcher, signal: AbortSignal): Promise<Outcome>;
  /** The languages that work there. @throws CliError */
  languages(): Promise<LanguageView[]>;
  close(): Promise<void>;
}
