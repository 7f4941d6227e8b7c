import { checkerPrograms, type Checker } from '../checkers.js';
import type { Compilation } from '../executions.js';
import type { Limits } from '../limits.js';
import type { Program } from '../programs.js';
import { EXECUTION_VERDICTS, type ExecutionVerdict } from '../verdicts.js';
import {
  testsOf,
  type JudgeGroup,
  type JudgeResult,
  type JudgeTest,
  type JudgeTestResult,
  type SuiteOfJob,
} from './judge.js';
import type { KindSpec } from './kind.js';

export interface InteractRequest {
  kind: 'interact';
  program: Program;
  /** There unless a suite has it. */
  interactor?: Program;
  /** How the interactor is called and what its exit codes mean; default testlib. */
  protocol?: 'testlib' | 'kattis';
  /**
   * How often the program may be started anew on one test, where the interactor asks for that (Kattis:
   * `nextpass.in`); default 2.
   */
  passes?: number;
  /** Exactly one of these two. */
  tests?: JudgeTest[];
  suiteId?: string;
  /** Filled in by the api where there is a suiteId. */
  suite?: SuiteOfJob;
  groups?: JudgeGroup[];
  /** Looks at what an interactor that is content wrote into its output file (testlib). */
  checker?: Checker;
  limits?: Partial<Limits>;
}
/** What one side said at once; `atMs` after the start of the conversation. */
export interface TranscriptEntry {
  from: 'program' | 'interactor';
  atMs: number;
  text: string;
}
export interface InteractTestResult extends JudgeTestResult {
  /** How often the program was started, where it was more than once; times are those of the slowest. */
  passes?: number;
  /** What the interactor used itself. */
  interactor: { cpuTimeMs: number; wallTimeMs: number; memoryBytes: number };
  /** Of a long conversation the first and last 64 KiB of each side. */
  transcript: TranscriptEntry[];
}
export interface InteractResult extends JudgeResult {
  interactor: Compilation;
  tests: InteractTestResult[];
}

/** A program talks to an interactor, test after test. */
export const INTERACT: KindSpec<'interact', InteractRequest, InteractResult, ExecutionVerdict> = {
  kind: 'interact',
  about: 'A program that talked to an interactor',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ program, interactor, checker }) => [
    { role: 'program', field: 'program', program },
    ...(interactor ? [{ role: 'interactor' as const, field: 'interactor', program: interactor }] : []),
    ...checkerPrograms(checker),
  ],
  totalOf: testsOf,
  emptyResult: (request, error) => ({
    compilation: null,
    interactor: null,
    tests: [],
    passed: 0,
    total: testsOf(request),
    ...(error !== undefined && { error }),
  }),
  isRepeatable: () => true,
  settled: (request) => request,
  withCompilations: (result, replace) => ({
    ...result,
    compilation: replace(result.compilation),
    interactor: replace(result.interactor),
  }),
};
