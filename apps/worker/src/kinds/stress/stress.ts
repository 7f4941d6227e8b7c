import { ClexError, parse } from '@app/clex';
import {
  REQUEST_LIMITS,
  STRESS,
  withDefaultLimits,
  type Generator,
  type StressFailure,
  type StressRequest,
  type StressResult,
  type StressVerdict,
} from '@app/contracts';
import { randomBytes } from 'node:crypto';
import type { PreparedProgram } from '../../runner/runner.js';
import { checkerProgramOf, outputChecker } from '../../checkers/checker.js';
import {
  JobFailed,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
  type Programs,
} from '../kind.js';
import { RESULT_TEXT_BYTES } from '../judge/test-tally.js';
import { compilationOf, preparePrograms, readyChecker, type CompiledPrograms } from '../prepare.js';
import { shrink } from './shrink.js';
import { StressEvaluator } from './evaluator.js';
import { ClexSource, ProgramSource, type InputSource } from './inputs.js';
import { StressLoop, type StressFindings, type StressPlan, type StressReport } from './loop.js';
import type { KeptBytes } from '../../results/verdict.js';

/** A stress job ends after this with what it has, in milliseconds. */
export const STRESS_TIME_LIMIT_MS = 20 * 60_000;

/**
 * Looks for inputs on which candidate and reference disagree. Iterations count from 0: the input of iteration `i` is
 * `generate(clex, seed, i)`, or what the generator program writes when it is called with `seed` and `i`.
 * The verdict is decided by the first iteration that is not "the same".
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function stress(request: StressRequest, context: JobContext): Promise<JobOutcome> {
  const seed = seedOf(request);
  const clex = parseClex(request.generator);
  if (clex?.kind === 'invalid')
    return {
      verdict: 'generator_failed',
      result: STRESS.emptyResult({ ...request, seed: String(seed) }, clex.reason),
    };

  const compiled = await preparePrograms(programsOf(request), context);
  const compilations = compilationsOf(compiled, request.generator);
  const empty = { ...STRESS.emptyResult({ ...request, seed: String(seed) }), compilations };
  const { reference, candidate, generator } = compiled;
  if (
    reference.kind === 'compile_error' ||
    candidate.kind === 'compile_error' ||
    generator?.kind === 'compile_error'
  ) {
    return { verdict: 'compile_error', result: empty };
  }
  const checker = readyChecker(compiled.checker);
  const source = clex?.kind === 'valid' ? clex.sourceFor(seed) : new ProgramSource(generator!.program, seed);
  const plan = planOf(request, source, {
    reference: reference.program,
    candidate: candidate.program,
    generator: generator?.program,
    checker,
  });
  const loop = new StressLoop(plan, context);
  context.keep(() => resultOf(loop.soFar(), empty));
  const report = await loop.run();
  if (request.shrink !== false) {
    for (const failure of report.failures.filter(isDifference)) {
      failure.shrunk = await shrink(failure, { plan, context });
    }
  }
  return outcomeOf(report, plan, empty);
}

/** Not one in which the reference failed. */
function isDifference({ reference }: StressFailure): boolean {
  return reference.verdict === 'accepted';
}

function seedOf({ seed }: StressRequest): bigint {
  if (seed === undefined) return randomBytes(8).readBigUInt64LE();
  if (!/^\d{1,20}$/.test(seed) || BigInt(seed) >= 2n ** 64n) {
    throw new JobFailed(`the seed ${JSON.stringify(seed)} is no unsigned 64-bit number`);
  }
  return BigInt(seed);
}

type ParsedClex =
  { kind: 'valid'; sourceFor: (seed: bigint) => InputSource } | { kind: 'invalid'; reason: string };

/** null when the generator is a program. */
function parseClex(generator: Generator): ParsedClex | null {
  if ('program' in generator) return null;
  const { clex } = generator;
  try {
    const program = parse(clex);
    return { kind: 'valid', sourceFor: (seed) => new ClexSource(program, clex, seed) };
  } catch (error) {
    if (!(error instanceof ClexError)) throw error;
    return { kind: 'invalid', reason: error.render(clex) };
  }
}

type StressPrograms = Programs & Required<Pick<Programs, 'reference' | 'candidate'>>;

function programsOf({ reference, candidate, generator, checker }: StressRequest): StressPrograms {
  const checkerProgram = checkerProgramOf(checker);
  return {
    reference,
    candidate,
    ...('program' in generator && { generator: generator.program }),
    ...(checkerProgram && { checker: checkerProgram }),
  };
}

function compilationsOf(
  { reference, candidate, generator: compiled }: CompiledPrograms<StressPrograms>,
  generator: Generator,
): StressResult['compilations'] {
  return {
    reference: compilationOf(reference),
    candidate: compilationOf(candidate),
    ...('program' in generator && { generator: compilationOf(compiled) }),
  };
}

interface StressProgramsReady {
  reference: PreparedProgram;
  candidate: PreparedProgram;
  generator: PreparedProgram | undefined;
  checker: PreparedProgram | undefined;
}

function planOf(request: StressRequest, source: InputSource, ready: StressProgramsReady): StressPlan {
  const limits = withDefaultLimits(request.limits);
  const stopAfterFailures = request.stopAfterFailures ?? 1;
  const { reference, candidate, generator, checker } = ready;
  return {
    iterations: request.iterations ?? REQUEST_LIMITS.defaultIterations,
    stopAfterFailures,
    programs: [reference, candidate, generator, checker].filter((program) => program !== undefined),
    source,
    evaluator: new StressEvaluator({
      reference,
      candidate,
      checker: outputChecker(request.checker, checker),
      limits,
      kept: keptPerText(stopAfterFailures),
    }),
    cpuTimeLimitMs: limits.cpuTimeLimitMs,
    timeLimitMs: STRESS_TIME_LIMIT_MS,
  };
}

/** Input, two outputs, and stdout of both executions: five texts that may be long, and two of stderr. */
const LONG_TEXTS_PER_FAILURE = 5;

function keptPerText(failures: number): KeptBytes {
  const share = Math.floor(RESULT_TEXT_BYTES / (failures * (LONG_TEXTS_PER_FAILURE + 1)));
  return {
    stdout: Math.min(REQUEST_LIMITS.maxStoredFailureBytes, share),
    stderr: Math.min(REQUEST_LIMITS.maxStoredStderrBytes, Math.floor(share / 2)),
  };
}

function resultOf(
  { iterations, failures, runsPerSecond, maxCpuTimeMs }: StressFindings,
  empty: StressResult,
): StressResult & { error?: string } {
  return {
    ...empty,
    iterations,
    failures,
    timing: {
      runsPerSecond,
      reference: { maxCpuTimeMs: maxCpuTimeMs.reference },
      candidate: { maxCpuTimeMs: maxCpuTimeMs.candidate },
    },
  };
}

function outcomeOf(report: StressReport, plan: StressPlan, empty: StressResult): JobOutcome {
  const result = resultOf(report, empty);
  const soFar: StressVerdict = report.failures.length > 0 ? 'difference_found' : 'no_difference';
  const { end } = report;
  switch (end.kind) {
    case 'all_done':
    case 'enough_failures':
      return { verdict: soFar, result };
    case 'reference_failed':
      return { verdict: report.failures.length > 1 ? 'difference_found' : 'reference_failed', result };
    case 'generator_failed':
      result.error = end.reason;
      return { verdict: report.failures.length > 0 ? 'difference_found' : 'generator_failed', result };
    case 'internal':
      result.error = `iteration ${end.iteration}: ${end.reason}`;
      return { verdict: 'internal_error', result };
    case 'time_over':
      result.error = `stopped after ${plan.timeLimitMs / 60_000} minutes, at ${report.iterations} of ${plan.iterations} iterations`;
      return { verdict: soFar, result };
    default:
      throw new TypeError(`unknown end ${JSON.stringify(end satisfies never)}`);
  }
}

export const stressJob: KindOfJob<'stress'> = {
  perform: stress,
  timeLimitMs: () => SETUP_MS + STRESS_TIME_LIMIT_MS,
};
