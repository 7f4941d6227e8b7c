import type { Limits } from './limits.js';
import type { ExecutionVerdict, SubmissionKind, SubmissionStatus, Verdict } from './verdicts.js';

export interface ProgramFile {
  path: string;
  content: string;
  encoding?: 'utf8' | 'base64';
}

export interface Program {
  language: string;
  source: string;
  files?: ProgramFile[];
  compileArgs?: string[];
  runArgs?: string[];
}

export type Checker =
  | { type: 'exact' }
  | { type: 'lines' }
  | { type: 'tokens' }
  | { type: 'floats'; absolute?: number; relative?: number }
  | { type: 'unordered_lines' }
  | { type: 'program'; program: Program };
export const DEFAULT_CHECKER: Checker = { type: 'lines' };

export interface RunRequest {
  kind: 'run';
  program: Program;
  stdin?: string;
  limits?: Partial<Limits>;
}
export interface JudgeTest {
  name?: string;
  input: string;
  expectedOutput?: string;
  points?: number;
}
export interface JudgeRequest {
  kind: 'judge';
  program: Program;
  tests: JudgeTest[];
  checker?: Checker;
  stopOnFirstFailure?: boolean;
  limits?: Partial<Limits>;
}
export type Generator = { clex: string } | { program: Program };
export interface StressRequest {
  kind: 'stress';
  reference: Program;
  candidate: Program;
  generator: Generator;
  iterations?: number;
  seed?: string;
  checker?: Checker;
  stopAfterFailures?: number;
  shrink?: boolean;
  limits?: Partial<Limits>;
}
export interface InteractRequest {
  kind: 'interact';
  program: Program;
  interactor: Program;
  tests: { name?: string; input: string }[];
  limits?: Partial<Limits>;
}
export type SubmissionRequest = RunRequest | JudgeRequest | StressRequest | InteractRequest;

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

export interface RunResult {
  compilation: Compilation;
  execution: Execution | null;
}
export interface JudgeTestResult extends Execution {
  name: string;
  message?: string;
  points?: number;
}
export interface JudgeResult {
  compilation: Compilation;
  tests: JudgeTestResult[];
  passed: number;
  total: number;
  points?: number;
}
export interface StressFailure {
  iteration: number;
  input: string;
  expectedOutput: string;
  actualOutput: string;
  candidate: Execution;
  reference: Execution;
  shrunk: { input: string; expectedOutput: string; actualOutput: string; steps: number } | null;
}
export interface StressResult {
  compilations: { reference: Compilation; candidate: Compilation; generator?: Compilation };
  seed: string;
  /** Those that were really run. */
  iterations: number;
  failures: StressFailure[];
  timing: {
    runsPerSecond: number;
    reference: { maxCpuTimeMs: number };
    candidate: { maxCpuTimeMs: number };
  };
}
/** `error` says in words why a job ended as `internal_error` or `generator_failed`. */
export type SubmissionResult = (RunResult | JudgeResult | StressResult) & { error?: string };

export interface Progress {
  done: number;
  total: number;
}

/** What `GET /submissions/:id` answers. Times are ISO 8601 with milliseconds. */
export interface SubmissionView {
  id: string;
  kind: SubmissionKind;
  status: SubmissionStatus;
  verdict: Verdict | null;
  progress: Progress;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  request: SubmissionRequest;
  result: SubmissionResult | null;
  /** The result is that of an earlier submission of the same work. */
  cached?: true;
  /** Whoever has the id may read it. */
  public?: true;
}

/** What `POST /submissions` answers before the result is there. */
export type AcceptedSubmission = Pick<SubmissionView, 'id' | 'kind' | 'status' | 'createdAt'>;

export type LanguageKind = 'compiled' | 'bytecode' | 'interpreted';
export interface LanguageView {
  id: string;
  name: string;
  version: string;
  aliases: string[];
  kind: LanguageKind;
  /** Regular expressions of the arguments that its compiler may be given; absent: its worker does not say. */
  compileArgs?: string[];
}
