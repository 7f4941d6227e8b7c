import type { ExecutionVerdict } from './verdicts.js';

/** Formats of problem packages that are read. */
export const PACKAGE_FORMATS = [
  'kattis-legacy',
  'kattis-2025',
  'domjudge',
  'polygon',
  'dmoj',
  'hydro',
  'hustoj',
  'fps',
  'cms',
  'qduoj',
  'plain',
] as const;
export type PackageFormat = (typeof PACKAGE_FORMATS)[number];

/**
 * One problem, whatever format it came in: what all readers produce and what judging needs. `F` is how a file
 * is named: the bytes in the package while it is read, a reference to a stored blob afterwards.
 */
export interface Problem<F> {
  format: PackageFormat | 'json';
  name: string;
  /** By language of the statement. */
  names: Record<string, string>;
  license?: string;
  owner?: string;
  source?: string;
  tests: ProblemTest<F>[];
  groups: ProblemGroup[];
  /** What the points of tests and groups together make; `sum` where nothing is said. */
  aggregation?: Aggregation;
  checker: ProblemChecker<F>;
  interactor?: ProblemInteractor<F>;
  /** More than one: the checker may ask for further runs, at most so many. */
  passes: number;
  limits: ProblemLimits;
  io?: { input?: string; output?: string };
  /** Files put beside each submission. */
  added: AddedFile<F>[];
  validators: ProblemProgram<F>[];
  /** Looks at the files of a submission, for the tests that are static. */
  staticValidator?: ProblemProgram<F>;
  /** Says what the parts of some groups come to. */
  grader?: ProblemProgram<F>;
  generators: Record<string, ProblemProgram<F>>;
  solutions: JurySolution<F>[];
  /** Position in `solutions` of the one whose output is the answer where a test has none. */
  mainSolution?: number;
  timeLimitRule?: TimeLimitRule;
  warnings: string[];
}

export interface ProblemTest<F> {
  /** Unique, like a path. */
  name: string;
  input: TestData<F>;
  /** Absent: any output passes, unless a checker program decides. */
  answer?: TestData<F>;
  sample?: boolean;
  /** The sources are looked at, by the problem's static validator; the program is not run. */
  isStatic?: true;
  points?: number;
  /**
   * What it is worth when it is accepted and the checker gives no points of its own. Such a test has no
   * maximum: the checker may give more than its `points`.
   */
  acceptedPoints?: number;
  /** Of the program under test. */
  args?: string[];
  files?: { path: string; content: F }[];
  checkerArgs?: string[];
  /** A comparison in place of the problem's. */
  checker?: BuiltInChecker;
  validatorArgs?: string[];
  cpuTimeLimitMs?: number;
  memoryLimitBytes?: number;
  hint?: string;
  description?: string;
}

/** Bytes that are there, or how they are made; what was made once is kept. */
export type TestData<F> =
  | { kind: 'file'; file: F }
  | {
      kind: 'generated';
      generator: string;
      args: string[];
      stdin?: F;
      stream: 'stdout' | 'stderr' | { file: string };
    }
  | { kind: 'solved' };

/** How the parts of a group count. `all`: the group's points for all, nothing for less. */
export type Aggregation = 'all' | 'sum' | 'min' | 'max' | 'avg' | 'mul' | 'threshold';

export interface ProblemGroup {
  name: string;
  tests: string[];
  groups: ProblemGroup[];
  points?: number;
  aggregation: Aggregation;
  /** Of `threshold`: the least outcome (0 to 1) that counts. */
  threshold?: number;
  /** Groups that must have been passed before; else this one is not run. */
  dependsOn: string[];
  onReject: 'continue' | 'break';
  /** `any`: accepted as soon as one part is; `always`: whatever happens. */
  acceptance?: 'every' | 'any' | 'always';
  /** Arguments of the problem's grader, which says what its parts come to; absent: the rules above do. */
  graderArgs?: string[];
  /** After a test without full points fails, nothing more is run at all. */
  stopsAll?: boolean;
}

export const CHECKER_PROTOCOLS = [
  'testlib',
  'kattis',
  'dmoj-default',
  'dmoj-testlib',
  'dmoj-coci',
  'dmoj-peg',
  'cms',
  'hustoj-spj',
  'hustoj-tpj',
  'hustoj-upj',
  'lemon',
  'syzoj',
  'qduoj',
] as const;
export type CheckerProtocol = (typeof CHECKER_PROTOCOLS)[number];

/** The comparisons that are no program; see docs of the worker's checkers. */
export type BuiltInChecker =
  | { type: 'exact' }
  | { type: 'lines'; caseSensitive?: boolean }
  | { type: 'tokens'; caseSensitive?: boolean; sorted?: boolean; spaces?: 'ignore' | 'line-breaks' | 'exact' }
  | { type: 'floats'; absolute?: number; relative?: number; caseSensitive?: boolean; byLine?: boolean }
  | { type: 'unordered_lines'; byToken?: boolean }
  | { type: 'characters' }
  | { type: 'line_count' }
  | { type: 'testlib'; name: string };

export type ProblemChecker<F> =
  | BuiltInChecker
  | {
      type: 'program';
      program: ProblemProgram<F>;
      protocol: CheckerProtocol;
      /** Put behind the arguments of the protocol. */
      args: string[];
      pointsAre?: 'absolute' | 'fraction' | 'percent';
      /** Arguments in another order, with `{input_file}`, `{output_file}`, `{answer_file}`. */
      argsTemplate?: string;
    };

/** `cms`: a manager, which is given names of files to talk through; it is in C or C++. */
export type InteractorProtocol = 'testlib' | 'kattis' | 'cms';

export interface ProblemInteractor<F> {
  program: ProblemProgram<F>;
  protocol: InteractorProtocol;
  args: string[];
  /**
   * The arguments of the protocol in another order, with `{input_file}`, `{output_file}`, `{answer_file}`.
   */
  argsTemplate?: string;
  /** The checker judges what the interactor wrote. */
  checkerFollows: boolean;
}

/** A program of a package. The first file is the main one. */
export interface ProblemProgram<F> {
  name: string;
  /** Id or alias of a language. */
  language: string;
  files: { path: string; content: F }[];
  args?: string[];
}

export interface AddedFile<F> {
  /** Id of the language whose submissions get it; `*`: all. */
  language: string;
  path: string;
  content: F;
  /** It is compiled in place of the submission's main file, which stays beside it. */
  isEntry?: boolean;
  /** Its text stands before or after that of the submission's main file; there is no such file. */
  around?: 'before' | 'after';
}

export interface ProblemLimits {
  /** Absent: to be computed from the jury's solutions, or the service's default. */
  cpuTimeLimitMs?: number;
  memoryLimitBytes?: number;
  outputLimitBytes?: number;
  /** By language: factor of the time limit. */
  timeFactors?: Record<string, number>;
  memoryFactors?: Record<string, number>;
  checkerTimeLimitMs?: number;
  checkerMemoryLimitBytes?: number;
}

export interface TimeLimitRule {
  acceptedFactor: number;
  tooSlowFactor: number;
  resolutionMs: number;
}

export interface JurySolution<F> {
  /** Path in the package. */
  path: string;
  program: ProblemProgram<F>;
  expected: Expectation;
}

/** What a package says of one of its solutions. Every demand that is there must hold. */
export interface Expectation {
  /** In words of the format: a folder, a tag. */
  label: string;
  /** Each test ends with one of these. */
  permitted?: ExecutionVerdict[];
  /** At least one test ends with one of these. */
  required?: ExecutionVerdict[];
  /** The whole: accepted by all tests or not. */
  accepted?: boolean;
  compileError?: true;
  score?: [number, number];
  /** Fewer points than there are. */
  partial?: true;
  /** A text that is in the message of some test. */
  message?: string;
  /** The same, for the tests of the groups, or the tests, that a pattern of names means. */
  within?: Record<string, Omit<Expectation, 'label' | 'within'>>;
  /** Further demands, each of which must hold as well. */
  also?: Omit<Expectation, 'label' | 'also'>[];
  /** Which side of the time limit it stands for. */
  timeLimit?: 'lower' | 'upper';
  /** It is there to be read, not to be run. */
  ignored?: true;
}
