import type {
  Compilation,
  ProgramRole,
  Progress,
  StressFailure,
  SubmissionResult,
  Verdict,
} from '@app/contracts';

/** What a job came to. `id` is that of the submission, where a service did it. */
export interface Outcome {
  verdict: Verdict;
  result: SubmissionResult;
  id?: string;
  /** Whole outputs that the result shows cut, by name (`stdout`); a service gives them as blobs. */
  outputs?: ReadonlyMap<string, Buffer>;
}

/** Called while a job runs. */
export interface Watcher {
  compiled?(role: ProgramRole, compilation: Compilation): void;
  progress?(progress: Progress): void;
  failureFound?(failure: StressFailure): void;
}
