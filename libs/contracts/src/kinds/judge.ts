import { checkerPrograms, type Checker } from '../checkers.js';
import type { Compilation, Execution } from '../executions.js';
import type { Limits } from '../limits.js';
import type { Program, ProgramFile, TextEncoding } from '../programs.js';
import { EXECUTION_VERDICTS, type ExecutionVerdict } from '../verdicts.js';
import type { KindSpec } from './kind.js';

/** A test of a judge or interact job. */
export interface JudgeTest {
  name?: string;
  /** Of the program; where there is an interactor, for that alone. */
  input: string;
  inputEncoding?: TextEncoding;
  /** The answer file of an interactor. */
  expectedOutput?: string;
  points?: number;
  /** Of the program under test. */
  args?: string[];
  /** Beside the program, for this test alone. */
  files?: ProgramFile[];
  sample?: boolean;
}

/** Tests that count together; see the contract for what each word means. */
export interface JudgeGroup {
  name: string;
  tests?: string[];
  groups?: JudgeGroup[];
  points?: number;
  aggregation?: 'all' | 'sum' | 'min' | 'max';
  dependsOn?: string[];
  onReject?: 'continue' | 'break';
}

/** The suite that a job runs, as the api found it when the job came in. */
export interface SuiteOfJob {
  version: number;
  tests: number;
  /** Its jobs are of the kind interact. */
  interactive?: boolean;
  /** A test may take so many runs; 1 when absent. */
  passes?: number;
  /** Languages of its programs that a worker needs. */
  languages: string[];
  /** What the submitter may see of each test: all, or no more than a contestant. */
  feedback: 'full' | 'verdicts';
  /** Every test runs, whatever failed before: a jury solution is compared with what is said of it. */
  runsAll?: boolean;
  /** The path of the jury solution that this is. */
  solution?: string;
  /**
   * The program is a validator: it reads each input and says by its exit code whether that is a legal one.
   */
  validates?: 'testlib' | 'kattis';
}

export interface JudgeRequest {
  kind: 'judge';
  program: Program;
  /** Exactly one of these two. */
  tests?: JudgeTest[];
  suiteId?: string;
  /** Filled in by the api where there is a suiteId. */
  suite?: SuiteOfJob;
  groups?: JudgeGroup[];
  checker?: Checker;
  /** Named files instead of the standard streams. */
  io?: { input?: string; output?: string };
  stopOnFirstFailure?: boolean;
  /** How often each test runs; default 1. */
  repetitions?: number;
  limits?: Partial<Limits>;
}

export interface JudgeTestResult extends Execution {
  name: string;
  group?: string;
  message?: string;
  points?: number;
  firstDifference?: { line: number; column: number; expected: string; actual: string };
}
export interface JudgeResult {
  compilation: Compilation;
  tests: JudgeTestResult[];
  /** verdict: null when it was not run. */
  groups?: { name: string; verdict: ExecutionVerdict | null; points: number; maxPoints: number }[];
  passed: number;
  total: number;
  points?: number;
  maxPoints?: number;
}

/** How many tests a job has: its own, or those of its suite. */
export function testsOf({ tests, suite }: Pick<JudgeRequest, 'tests' | 'suite'>): number {
  return tests?.length ?? suite?.tests ?? 0;
}

/** A program runs on tests, and what it writes is compared. */
export const JUDGE: KindSpec<'judge', JudgeRequest, JudgeResult, ExecutionVerdict> = {
  kind: 'judge',
  about: 'A program that was judged by tests',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ program, checker }) => [
    { role: 'program', field: 'program', program },
    ...checkerPrograms(checker),
  ],
  totalOf: testsOf,
  emptyResult: (request, error) => ({
    compilation: null,
    tests: [],
    passed: 0,
    total: testsOf(request),
    ...(error !== undefined && { error }),
  }),
  isRepeatable: () => true,
  settled: (request) => request,
  withCompilations: (result, replace) => ({ ...result, compilation: replace(result.compilation) }),
};
