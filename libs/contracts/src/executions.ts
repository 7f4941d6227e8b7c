import type { ExecutionVerdict } from './verdicts.js';

/** One run of one program. */
export interface Execution {
  verdict: ExecutionVerdict;
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  stdoutTruncated: boolean;
  stderrTruncated: boolean;
  cpuTimeMs: number;
  wallTimeMs: number;
  memoryBytes: number;
}

/** null: nothing to compile. */
export type Compilation = { succeeded: boolean; output: string; wallTimeMs: number; cached: boolean } | null;
