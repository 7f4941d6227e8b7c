import type { Limits } from './limits.js';
import type { Verdict } from './kinds/index.js';
import type { SubmissionStatus } from './submission.js';
import type { ExecutionVerdict } from './verdicts.js';

/** `false`: for its owner alone; `submit`: everybody may judge by it; `read`: everybody sees all of it. */
export type SuitePublic = false | 'submit' | 'read';

/** A suite as all see it who may judge by it. Times are ISO 8601 with milliseconds. */
export interface SuiteSummary {
  id: string;
  version: number;
  name: string;
  /** Of the package that it came as; `json`: it came as JSON. */
  format: string;
  /** How many. */
  tests: number;
  public: SuitePublic;
  createdAt: string;
  updatedAt: string;
}

/** A group of tests as it is shown; users who may only submit learn no more than name and points. */
export interface SuiteGroupView {
  name: string;
  tests?: string[];
  groups?: SuiteGroupView[];
  points?: number;
  aggregation?: string;
  dependsOn?: string[];
  onReject?: 'continue' | 'break';
}

/** The data of a test: bytes that are there, or how they are made. */
export type SuiteDataView = { bytes: number } | { made: 'generated' | 'solved' };

/** A suite as it is looked at. What is optional from `checker` on is there for those who may read it. */
export interface SuiteView extends SuiteSummary {
  license?: string;
  owner?: string;
  source?: string;
  limits: Partial<Limits>;
  io?: { input?: string; output?: string };
  interactive: boolean;
  groups: SuiteGroupView[];
  warnings: string[];
  checker?: { type: string; [option: string]: unknown };
  testList?: {
    name: string;
    sample?: boolean;
    points?: number;
    input: SuiteDataView;
    answer: SuiteDataView | null;
  }[];
  solutions?: { path: string; language: string; expected: ExpectedOfSolution }[];
}

/** What a package says of a solution of its jury. */
export interface ExpectedOfSolution {
  label: string;
  permitted?: ExecutionVerdict[];
  required?: ExecutionVerdict[];
  accepted?: boolean;
  compileError?: true;
  score?: [number, number];
  /** Which side of the time limit it stands for. */
  timeLimit?: 'lower' | 'upper';
  ignored?: true;
}

/** What became of one solution of the jury. */
export interface VerifiedSolution {
  path: string;
  language: string;
  expected: ExpectedOfSolution;
  /** null: it could not be submitted, see `reasons`. */
  submissionId: string | null;
  status: SubmissionStatus | null;
  verdict: Verdict | null;
  points?: number;
  maxPoints?: number;
  /** Processor time of its slowest test. */
  slowestMs?: number;
  /** null: it is not known yet, or nothing is expected of it. */
  agrees: boolean | null;
  reasons: string[];
}

/** What a setter can act on. */
export interface VerificationReport {
  suiteId: string;
  version: number;
  /** Whether all agree; null while some are still judged. */
  agrees: boolean | null;
  solutions: VerifiedSolution[];
  /** What the format's rule makes of the times of the solutions, in milliseconds. */
  timeLimit: { timeLimitMs: number; inForceMs: number | null; [detail: string]: unknown } | null;
  warnings: string[];
}
