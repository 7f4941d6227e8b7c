import type { Compilation, Execution, StressFailure, StressResult, SubmissionView } from '@app/contracts';

// What services may say beside what each of them says: of a service that does not, the page shows less.

/** A run, with bytes where its output is no UTF-8. */
export type ExecutionView = Execution & {
  limit?: 'cpu' | 'wall' | 'memory' | 'output' | 'file_size' | null;
  processDenied?: true;
  output?: string;
  stdoutBase64?: string;
  stderrBase64?: string;
  stdoutBytes?: number;
  stderrBytes?: number;
  files?: { path: string; bytes: number; contentBase64?: string; blob?: string }[];
};

/** A failing input. */
export type FailureView = StressFailure & {
  strategy?: string;
  inputBytes?: number;
  inputTruncated?: boolean;
  inputBase64?: string;
  candidateIndex?: number;
  shrunk: (NonNullable<StressFailure['shrunk']> & { inputBytes?: number; runs?: number }) | null;
};

/** What a stress job with several candidates or a growth chart adds. */
export type StressView = StressResult & {
  disagreements?: number[][];
  distinctInputs?: number;
  slowest?: {
    input: string;
    cpuTimeMs: number;
    points: { size: number; cpuTimeMs: number }[];
    growth: string;
    sure: boolean;
  };
  compilations: StressResult['compilations'] & { validator?: Compilation };
};

/** A submission with what belongs to the caller. */
export type KeptSubmission = Omit<SubmissionView, 'cached' | 'public'> & {
  name?: string | null;
  /** Whether it is the caller's own; absent: unknown. */
  mine?: boolean;
  /** Place in the queue while it waits. */
  position?: number | null;
  public?: boolean;
  cached?: boolean;
  worker?: { calibrationMs?: number } | null;
};
