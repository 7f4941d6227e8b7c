import type { Compilation, Execution } from '../executions.js';
import type { Limits } from '../limits.js';
import type { Program, TextEncoding } from '../programs.js';
import { EXECUTION_VERDICTS, type ExecutionVerdict } from '../verdicts.js';
import type { KindSpec } from './kind.js';

export interface RunRequest {
  kind: 'run';
  program: Program;
  stdin?: string;
  stdinEncoding?: TextEncoding;
  limits?: Partial<Limits>;
  compileLimits?: Partial<Limits>;
  /** Whether the result has `output`: stdout and stderr in the order of writing. */
  combinedOutput?: boolean;
  /** Names or globs of files below the working directory that come back. */
  outputFiles?: string[];
  /** How often it runs; default 1. */
  repetitions?: number;
  /**
   * Interpreted programs that cannot even be read are programs that fail, not ones that do not compile. Only
   * facades ask for it: the services that they stand for start an interpreter and look at nothing else.
   */
  runsUnread?: true;
  /**
   * Allocations above the limit of memory fail, so that the program decides what comes of it; else the
   * program is ended. Only facades ask for it, those of services that limit address spaces.
   */
  allocationsFail?: true;
}

export interface RunResult {
  compilation: Compilation;
  execution: Execution | null;
}

/** A program runs once. */
export const RUN: KindSpec<'run', RunRequest, RunResult, ExecutionVerdict> = {
  kind: 'run',
  about: 'A program that was run',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'interactive',
  programsOf: ({ program }) => [{ role: 'program', field: 'program', program }],
  totalOf: () => 1,
  emptyResult: (_request, error) => ({
    compilation: null,
    execution: null,
    ...(error !== undefined && { error }),
  }),
  isRepeatable: () => true,
  settled: (request) => request,
  withCompilations: (result, replace) => ({ ...result, compilation: replace(result.compilation) }),
};
