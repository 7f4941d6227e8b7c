import { checkerPrograms, type Checker } from '../checkers.js';
import type { Compilation, Execution } from '../executions.js';
import { REQUEST_LIMITS, type Limits } from '../limits.js';
import type { Program, ProgramOf } from '../programs.js';
import type { KindSpec } from './kind.js';

/** Where inputs come from; a program gets seed and index as its last arguments. */
export type Generator = { clex: string } | { program: Program } | { inputs: string[] };
export const STRATEGY_NAMES = ['mixed', 'uniform'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];
export const OBJECTIVES = ['difference', 'time'] as const;
export type Objective = (typeof OBJECTIVES)[number];

export interface StressRequest {
  kind: 'stress';
  /** Absent: the majority of the candidates is taken for right. */
  reference?: Program;
  /** One, or several in `candidates`. */
  candidate?: Program;
  candidates?: Program[];
  generator: Generator;
  /** Exit code 0: a legal input. */
  validator?: Program;
  /** A clex text that inputs of a program, or given ones, can be read by: others are not legal. */
  format?: string;
  strategy?: StrategyName;
  objective?: Objective;
  iterations?: number;
  /** Number of the first input, default 0: with `iterations: 1` one input alone is made again. */
  firstIteration?: number;
  seed?: string;
  checker?: Checker;
  stopAfterFailures?: number;
  shrink?: boolean;
  /** What shrinking one failure may cost: inputs that are tried, and milliseconds. */
  shrinkRuns?: number;
  shrinkTimeMs?: number;
  limits?: Partial<Limits>;
}

/** How a candidate failed. */
export type FailureKind =
  | 'wrong_answer'
  | 'runtime_error'
  | 'time_limit_exceeded'
  | 'memory_limit_exceeded'
  | 'output_limit_exceeded'
  | 'nondeterministic';

export interface ShrunkInput {
  input: string;
  inputBytes: number;
  inputTruncated: boolean;
  inputBase64?: string;
  expectedOutput: string;
  actualOutput: string;
  /** How often it became smaller, and inputs that were tried. */
  steps: number;
  runs: number;
  /** Why it was not gone on with, when it was not done. */
  note?: string;
}

export interface StressFailure {
  iteration: number;
  /** `mixed` or `uniform`, `program` for a generator program, `inputs` for given inputs. */
  strategy: string;
  /** How the strategy drew this input, in words. */
  strategyDetail?: string;
  kind: FailureKind;
  candidateIndex: number;
  /** What the programs read. `inputBase64` is there where it is no UTF-8. */
  input: string;
  inputBytes: number;
  inputTruncated: boolean;
  inputBase64?: string;
  expectedOutput: string;
  actualOutput: string;
  candidate: Execution;
  reference: Execution;
  shrunk: ShrunkInput | null;
}

/** How the time of a candidate grows with the size of its input, in bytes. */
export interface SlowestInput {
  input: string;
  inputBytes: number;
  inputTruncated: boolean;
  candidateIndex: number;
  iteration: number;
  cpuTimeMs: number;
  points: { size: number; cpuTimeMs: number }[];
  /** `1`, `log n`, `n`, `n log n`, `n^2`, `n^3`, `2^n`, or `unknown`. */
  growth: string;
  /** Whether the points tell this growth apart from all others. */
  sure: boolean;
}

export interface StressResult {
  compilations: {
    reference: Compilation;
    candidate: Compilation;
    generator?: Compilation;
    validator?: Compilation;
    /** Of all candidates, where there are several. */
    candidates?: Compilation[];
  };
  seed: string;
  /** Those that were really run. */
  iterations: number;
  /** How many of them had different inputs. */
  distinctInputs: number;
  failures: StressFailure[];
  /** With several candidates: on how many inputs two of them differed. */
  disagreements?: number[][];
  slowest?: SlowestInput;
  /** What the owner should know, in words. */
  hints?: string[];
  timing: {
    runsPerSecond: number;
    reference: { maxCpuTimeMs: number };
    candidate: { maxCpuTimeMs: number };
  };
}

export const STRESS_VERDICTS = [
  'no_difference',
  'difference_found',
  'reference_failed',
  'generator_failed',
  'validator_failed',
  'checker_failed',
  'compile_error',
  'internal_error',
] as const;
export type StressVerdict = (typeof STRESS_VERDICTS)[number];

function generatorPrograms(generator: Generator): ProgramOf[] {
  return 'program' in generator
    ? [{ role: 'generator', field: 'generator.program', program: generator.program }]
    : [];
}

/** All candidates of a request. */
export function candidatesOf({ candidate, candidates }: StressRequest): Program[] {
  return candidates ?? (candidate === undefined ? [] : [candidate]);
}

function programsOf(request: StressRequest): ProgramOf[] {
  const { reference, candidate, candidates, generator, validator, checker } = request;
  const optional = (role: 'reference' | 'candidate' | 'validator', program: Program | undefined) =>
    program === undefined ? [] : [{ role, field: role, program }];
  return [
    ...optional('reference', reference),
    ...optional('candidate', candidate),
    ...(candidates ?? []).map((program, at): ProgramOf => ({
      role: 'candidate',
      field: `candidates.${at}`,
      program,
    })),
    ...generatorPrograms(generator),
    ...optional('validator', validator),
    ...checkerPrograms(checker),
  ];
}

/** Inputs are drawn until two programs disagree. */
export const STRESS: KindSpec<'stress', StressRequest, StressResult, StressVerdict> = {
  kind: 'stress',
  about: 'Two programs against random inputs',
  verdicts: STRESS_VERDICTS,
  defaultPriority: 'batch',
  programsOf,
  totalOf: ({ iterations, generator, firstIteration = 0 }) =>
    'inputs' in generator
      ? Math.max(0, Math.min(generator.inputs.length - firstIteration, iterations ?? Infinity))
      : (iterations ?? REQUEST_LIMITS.defaultIterations),
  emptyResult: ({ seed }, error) => ({
    compilations: { reference: null, candidate: null },
    seed: seed ?? '0',
    iterations: 0,
    distinctInputs: 0,
    failures: [],
    timing: { runsPerSecond: 0, reference: { maxCpuTimeMs: 0 }, candidate: { maxCpuTimeMs: 0 } },
    ...(error !== undefined && { error }),
  }),
  // Times are never the same twice.
  isRepeatable: ({ seed, generator, objective }) =>
    objective !== 'time' && (seed !== undefined || 'inputs' in generator),
  settled: (request, drawSeed) => (request.seed === undefined ? { ...request, seed: drawSeed() } : request),
  withCompilations: (result, replace) => {
    const { reference, candidate, generator, validator, candidates } = result.compilations;
    return {
      ...result,
      compilations: {
        reference: replace(reference),
        candidate: replace(candidate),
        ...(generator !== undefined && { generator: replace(generator) }),
        ...(validator !== undefined && { validator: replace(validator) }),
        ...(candidates !== undefined && { candidates: candidates.map(replace) }),
      },
    };
  },
};
