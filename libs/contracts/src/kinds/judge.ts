import { checkerPrograms, type Checker } from '../checkers.js';
import type { Compilation, Execution } from '../executions.js';
import type { Limits } from '../limits.js';
import type { Program, TextEncoding } from '../programs.js';
import { EXECUTION_VERDICTS, type ExecutionVerdict } from '../verdicts.js';
import type { KindSpec } from './kind.js';

export interface JudgeTest {
  name?: string;
  input: string;
  inputEncoding?: TextEncoding;
  expectedOutput?: string;
  points?: number;
}
export interface JudgeRequest {
  kind: 'judge';
  program: Program;
  tests: JudgeTest[];
  checker?: Checker;
  stopOnFirstFailure?: boolean;
  /** How often each test runs; default 1. */
  repetitions?: number;
  limits?: Partial<Limits>;
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

/** A program runs on tests, and what it writes is compared. */
export const JUDGE: KindSpec<'judge', JudgeRequest, JudgeResult, ExecutionVerdict> = {
  kind: 'judge',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ program, checker }) => [
    { role: 'program', field: 'program', program },
    ...checkerPrograms(checker),
  ],
  totalOf: ({ tests }) => tests.length,
  emptyResult: ({ tests }, error) => ({
    compilation: null,
    tests: [],
    passed: 0,
    total: tests.length,
    ...(error !== undefined && { error }),
  }),
  isRepeatable: () => true,
  settled: (request) => request,
  withCompilations: (result, replace) => ({ ...result, compilation: replace(result.compilation) }),
};
