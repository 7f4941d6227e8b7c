import type { ExecutionVerdict } from './verdicts.js';

/** Which limit ended a program. */
export type LimitReached = 'cpu' | 'wall' | 'memory' | 'output' | 'file_size';

/**
 * One run of one program. `...Bytes` is the whole length of a text, `...Truncated` says that the text here is
 * only its beginning, `...Base64` is there only where the bytes are no UTF-8: it has them exactly, and the
 * text has U+FFFD.
 */
export interface Execution {
  verdict: ExecutionVerdict;
  exitCode: number | null;
  signal: string | null;
  limit: LimitReached | null;
  /** The program was refused a process or a thread. */
  processDenied?: true;
  stdout: string;
  stderr: string;
  /** stdout and stderr in the order of writing, where the request asks for it. */
  output?: string;
  stdoutBase64?: string;
  stderrBase64?: string;
  outputBase64?: string;
  stdoutBytes: number;
  stderrBytes: number;
  outputBytes?: number;
  stdoutTruncated: boolean;
  stderrTruncated: boolean;
  outputTruncated?: boolean;
  /** Of several runs, where the request asks for them: the median. */
  cpuTimeMs: number;
  wallTimeMs: number;
  memoryBytes: number;
  /** Processor time over all repetitions, in milliseconds, and whether they came out differently. */
  runs?: { min: number; median: number; nondeterministic: boolean };
  /**
   * Of several runs, up to the first that failed, where a facade asks for them: what they took on average.
   */
  means?: Pick<Execution, 'cpuTimeMs' | 'wallTimeMs' | 'memoryBytes'>;
  files?: OutputFile[];
}

/** A file that a program left and the request asked for: its content, or the name of the blob that has it. */
export interface OutputFile {
  path: string;
  bytes: number;
  contentBase64?: string;
  blob?: string;
}

/** The compile stage of one program; null: nothing to compile. */
export type Compilation = {
  succeeded: boolean;
  output: string;
  exitCode: number | null;
  signal: string | null;
  limit: LimitReached | null;
  wallTimeMs: number;
  cpuTimeMs: number;
  memoryBytes: number;
  cached: boolean;
} | null;
