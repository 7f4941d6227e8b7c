import { checkerPrograms, type Checker } from '../checkers.js';
import type { Compilation, Execution } from '../executions.js';
import { REQUEST_LIMITS, type Limits } from '../limits.js';
import type { Program, ProgramOf } from '../programs.js';
import type { KindSpec } from './kind.js';

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

export interface StressFailure {
  iteration: number;
  /** What the programs read. `inputBase64` is there where it is no UTF-8. */
  input: string;
  inputBytes: number;
  inputTruncated: boolean;
  inputBase64?: string;
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

export const STRESS_VERDICTS = [
  'no_difference',
  'difference_found',
  'reference_failed',
  'generator_failed',
  'compile_error',
  'internal_error',
] as const;
export type StressVerdict = (typeof STRESS_VERDICTS)[number];

function generatorPrograms(generator: Generator): ProgramOf[] {
  return 'program' in generator
    ? [{ role: 'generator', field: 'generator.program', program: generator.program }]
    : [];
}

/** Inputs are drawn until two programs disagree. */
export const STRESS: KindSpec<'stress', StressRequest, StressResult, StressVerdict> = {
  kind: 'stress',
  verdicts: STRESS_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ reference, candidate, generator, checker }) => [
    { role: 'reference', field: 'reference', program: reference },
    { role: 'candidate', field: 'candidate', program: candidate },
    ...generatorPrograms(generator),
    ...checkerPrograms(checker),
  ],
  totalOf: ({ iterations }) => iterations ?? REQUEST_LIMITS.defaultIterations,
  emptyResult: ({ seed }, error) => ({
    compilations: { reference: null, candidate: null },
    seed: seed ?? '0',
    iterations: 0,
    failures: [],
    timing: { runsPerSecond: 0, reference: { maxCpuTimeMs: 0 }, candidate: { maxCpuTimeMs: 0 } },
    ...(error !== undefined && { error }),
  }),
  isRepeatable: ({ seed }) => seed !== undefined,
  settled: (request, drawSeed) => (request.seed === undefined ? { ...request, seed: drawSeed() } : request),
  withCompilations: (result, replace) => ({
    ...result,
    compilations: {
      reference: replace(result.compilations.reference),
      candidate: replace(result.compilations.candidate),
      ...(result.compilations.generator !== undefined && {
        generator: replace(result.compilations.generator),
      }),
    },
  }),
};
