import type { Limits } from '../limits.js';
import type { Program, TextEncoding } from '../programs.js';
import { EXECUTION_VERDICTS, type ExecutionVerdict } from '../verdicts.js';
import type { JudgeResult } from './judge.js';
import type { KindSpec } from './kind.js';

export interface InteractRequest {
  kind: 'interact';
  program: Program;
  interactor: Program;
  tests: { name?: string; input: string; inputEncoding?: TextEncoding }[];
  limits?: Partial<Limits>;
}

/** A program talks to an interactor, test after test. */
export const INTERACT: KindSpec<'interact', InteractRequest, JudgeResult, ExecutionVerdict> = {
  kind: 'interact',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ program, interactor }) => [
    { role: 'program', field: 'program', program },
    { role: 'interactor', field: 'interactor', program: interactor },
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
