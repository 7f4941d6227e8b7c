import { ClexError, parse } from '@app/clex';
import {
  candidatesOf,
  limitsOfProgram,
  REQUEST_LIMITS,
  STRESS,
  type Program,
  type StressRequest,
  type StressResult,
  type StressVerdict,
} from '@app/contracts';
import { randomBytes } from 'node:crypto';
import { checkerProgramOf, outputChecker } from '../../checkers/checker.js';
import type { KeptBytes } from '../../results/verdict.js';
import { NotCompiled } from '../../runner/not-compiled.js';
import type { PreparedProgram } from '../../runner/runner.js';
import {
  JobFailed,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
  type Programs,
} from '../kind.js';
import { RESULT_TEXT_BYTES } from '../problem/tally.js';
import { compilationOf, preparePrograms, readyChecker, type Compiled } from '../prepare.js';
import { sharedDrawings } from './drawings.js';
import { StressEvaluator, type Contestant } from './evaluator.js';
import { InputFormat } from './format.js';
import { hintsFor } from './hints.js';
import { ClexSource, PastedSource, ProgramSource, type InputSource } from './inputs.js';
import { StressLoop, type StressFindings, type StressPlan, type StressReport } from './loop.js';
import { shrinkFailures } from './shrink-failures.js';
import { findSlowest } from './slowest.js';
import { InputValidator } from './validator.js';

/** A stress job ends after this with what it has, in milliseconds. */
const STRESS_TIME_LIMIT_MS = 20 * 60_000;

/**
 * Looks for inputs on which candidates and reference disagree. Iterations count from 0: the input of
 * iteration `i` is input `i` of the clex text, seed and strategy, what the generator program writes when it
 * is called with `seed` and `i`, or the i-th of those given. The verdict is decided by the first iteration
 * that is not "the same".
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function stress(request: StressRequest, context: JobContext): Promise<JobOutcome> {
  const seed = seedOf(request);
  const invalid = clexProblemOf('clex' in request.generator ? request.generator.clex : request.format);
  const settled = { ...request, seed: String(seed) };
  if (invalid !== null) {
    return { verdict: 'generator_failed', result: STRESS.emptyResult(settled, invalid) };
  }
  const compiled = await preparePrograms(programsOf(request), context);
  const candidates = candidatesOf(request).map((_, at) => compiled[candidateKey(at)]!);
  const compilations = compilationsOf(request, compiled, candidates);
  const empty = { ...STRESS.emptyResult(settled), compilations };
  const { reference, generator, validator } = compiled;
  if ([reference, generator, validator, ...candidates].some((each) => each?.kind === 'compile_error')) {
    return { verdict: 'compile_error', result: empty };
  }
  const ready: ReadyPrograms = {
    reference: readyProgram(reference),
    candidates: candidates.map((candidate) => readyProgram(candidate)!),
    generator: readyProgram(generator),
    validator: readyProgram(validator),
    checker: readyChecker(compiled.checker),
  };
  try {
    return await search(request, seed, ready, empty, context);
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error;
    return {
      verdict: 'compile_error',
      result: { ...empty, compilations: withFailure(error, compilations, ready) },
    };
  }
}

/** @throws NotCompiled when a language cannot read one of the programs */
async function search(
  request: StressRequest,
  seed: bigint,
  ready: ReadyPrograms,
  empty: StressResult,
  context: JobContext,
): Promise<JobOutcome> {
  const plan = planOf(request, seed, ready, context);
  if (request.objective === 'time') {
    return findSlowest({ request, plan, seed, empty, context });
  }
  const loop = new StressLoop(plan, context);
  context.keep(() => resultOf(loop.soFar(), empty));
  const report = await loop.run();
  if (request.shrink !== false) await shrinkFailures(report.failures, { request, plan, seed, context });
  return outcomeOf(request, report, plan, empty);
}

function seedOf({ seed }: StressRequest): bigint {
  if (seed === undefined) return randomBytes(8).readBigUInt64LE();
  if (!/^\d{1,20}$/.test(seed) || BigInt(seed) >= 2n ** 64n) {
    throw new JobFailed(`the seed ${JSON.stringify(seed)} is no unsigned 64-bit number`);
  }
  return BigInt(seed);
}

/** What is wrong with the clex text, as text for people; null when nothing is, or there is none. */
function clexProblemOf(clex: string | undefined): string | null {
  if (clex === undefined) return null;
  try {
    parse(clex);
    return null;
  } catch (error) {
    if (!(error instanceof ClexError)) throw error;
    return error.render(clex);
  }
}

const candidateKey = (at: number) => (at === 0 ? 'candidate' : (`candidate:${at}` as const));

function programsOf(request: StressRequest): Programs {
  const { reference, generator, validator, checker } = request;
  const checkerProgram = checkerProgramOf(checker);
  const candidates = candidatesOf(request);
  if (candidates.length === 0) throw new JobFailed('there is no candidate');
  return {
    ...(reference && { reference }),
    ...Object.fromEntries(candidates.map((candidate, at) => [candidateKey(at), candidate])),
    ...('program' in generator && { generator: generator.program }),
    ...(validator && { validator }),
    ...(checkerProgram && { checker: checkerProgram }),
  };
}

function compilationsOf(
  { generator, validator }: StressRequest,
  compiled: Partial<Record<keyof Programs, Compiled>>,
  candidates: readonly Compiled[],
): StressResult['compilations'] {
  return {
    reference: compilationOf(compiled.reference),
    candidate: compilationOf(candidates[0]),
    ...('program' in generator && { generator: compilationOf(compiled.generator) }),
    ...(validator && { validator: compilationOf(compiled.validator) }),
    ...(candidates.length > 1 && { candidates: candidates.map(compilationOf) }),
  };
}

/** The compilations, with the one that a run has reported. */
function withFailure(
  { program, compilation }: NotCompiled,
  compilations: StressResult['compilations'],
  { reference, generator, validator, candidates }: ReadyPrograms,
): StressResult['compilations'] {
  const { candidates: all } = compilations;
  return {
    ...compilations,
    ...(program === reference && { reference: compilation }),
    ...(program === generator && { generator: compilation }),
    ...(program === validator && { validator: compilation }),
    ...(program === candidates[0] && { candidate: compilation }),
    ...(all && { candidates: all.map((each, at) => (candidates[at] === program ? compilation : each)) }),
  };
}

interface ReadyPrograms {
  reference: PreparedProgram | undefined;
  candidates: PreparedProgram[];
  generator: PreparedProgram | undefined;
  validator: PreparedProgram | undefined;
  checker: PreparedProgram | undefined;
}

function readyProgram(compiled: Compiled | undefined): PreparedProgram | undefined {
  return compiled?.kind === 'ready' ? compiled.program : undefined;
}

function planOf(request: StressRequest, seed: bigint, ready: ReadyPrograms, context: JobContext): StressPlan {
  const contestant = (program: Program, prepared: PreparedProgram): Contestant => ({
    program: prepared,
    limits: limitsOfProgram(program, request.limits),
  });
  const stopAfterFailures = request.stopAfterFailures ?? 1;
  const candidates = candidatesOf(request).map((program, at) => contestant(program, ready.candidates[at]!));
  const reference = request.reference && contestant(request.reference, ready.reference!);
  const kept = keptPerText(stopAfterFailures * candidates.length);
  const all = [ready.reference, ...ready.candidates, ready.generator, ready.validator, ready.checker];
  return {
    iterations: STRESS.totalOf(request),
    firstIteration: request.firstIteration ?? 0,
    stopAfterFailures,
    programs: all.filter((program) => program !== undefined),
    source: sourceOf(request, seed, ready, context),
    candidates: candidates.length,
    evaluator: new StressEvaluator({
      reference,
      candidates,
      validator: ready.validator && new InputValidator(ready.validator),
      format: formatOf(request, context),
      checker: outputChecker(request.checker, ready.checker),
      kept,
    }),
    kept,
    cpuTimeLimitMs: Math.max(...[...candidates, reference].map((one) => one?.limits.cpuTimeLimitMs ?? 0)),
    timeLimitMs: STRESS_TIME_LIMIT_MS,
  };
}

/** The form of inputs that no clex text draws, where the request says it. */
function formatOf({ format }: StressRequest, context: JobContext): InputFormat | undefined {
  if (format === undefined) return undefined;
  return new InputFormat(sharedDrawings(), format, (ms) => context.charge(ms));
}

function sourceOf(
  { generator, strategy = 'mixed' }: StressRequest,
  seed: bigint,
  ready: ReadyPrograms,
  context: JobContext,
): InputSource {
  if ('inputs' in generator) return new PastedSource(generator.inputs);
  if ('program' in generator) return new ProgramSource(ready.generator!, seed);
  return new ClexSource(sharedDrawings(), generator.clex, seed, strategy, (ms) => context.charge(ms));
}

/** Input, two outputs, stdout of both executions, and of the shrunk input three: texts that may be long. */
const LONG_TEXTS_PER_FAILURE = 8;

function keptPerText(failures: number): KeptBytes {
  const share = Math.floor(RESULT_TEXT_BYTES / (failures * (LONG_TEXTS_PER_FAILURE + 1)));
  return {
    stdout: Math.min(REQUEST_LIMITS.maxStoredFailureBytes, share),
    stderr: Math.min(REQUEST_LIMITS.maxStoredStderrBytes, Math.floor(share / 2)),
  };
}

function resultOf(
  { iterations, failures, runsPerSecond, maxCpuTimeMs, distinctInputs, disagreements }: StressFindings,
  empty: StressResult,
): StressResult & { error?: string } {
  return {
    ...empty,
    iterations,
    distinctInputs,
    failures,
    ...(disagreements.length > 1 && { disagreements }),
    timing: {
      runsPerSecond,
      reference: { maxCpuTimeMs: maxCpuTimeMs.reference },
      candidate: { maxCpuTimeMs: maxCpuTimeMs.candidate },
    },
  };
}

function outcomeOf(
  request: StressRequest,
  report: StressReport,
  plan: StressPlan,
  empty: StressResult,
): JobOutcome {
  const result = resultOf(report, empty);
  const hints = hintsFor(request, result);
  if (hints.length > 0) result.hints = hints;
  const { end, failures } = report;
  const soFar: StressVerdict = failures.length > 0 ? 'difference_found' : 'no_difference';
  switch (end.kind) {
    case 'all_done':
    case 'enough_failures':
      return { verdict: soFar, result };
    case 'reference_failed':
      if (end.reason !== undefined) result.error = end.reason;
      return { verdict: failures.length > 1 ? 'difference_found' : 'reference_failed', result };
    case 'generator_failed':
    case 'validator_failed':
      result.error =
        end.kind === 'generator_failed'
          ? end.reason
          : `iteration ${plan.firstIteration + end.iteration}: ${end.reason}`;
      return { verdict: failures.length > 0 ? 'difference_found' : end.kind, result };
    case 'checker_failed':
      result.error = `iteration ${plan.firstIteration + end.iteration}: ${end.reason}`;
      return { verdict: 'checker_failed', result };
    case 'internal':
      result.error = `iteration ${plan.firstIteration + end.iteration}: ${end.reason}`;
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
