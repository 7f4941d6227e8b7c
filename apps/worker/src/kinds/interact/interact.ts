import {
  withDefaultLimits,
  type ExecutionVerdict,
  type InteractRequest,
  type InteractResult,
  type InteractTestResult,
  type Limits,
} from '@app/contracts';
import type { RunOutcome } from '../../runner/runner.js';
import { clippedText } from '../../results/stored-text.js';
import { executionOf } from '../../results/verdict.js';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { preparePrograms } from '../prepare.js';
import { withSandbox } from '../sandbox.js';
import { interactorLimits, type Played } from './conversation.js';
import { playPasses, type Setup } from './passes.js';

const MAX_MESSAGE_BYTES = 1_024;
/** As packages have it that do not say. */
const DEFAULT_PASSES = 2;

/**
 * Lets a program talk to an interactor on every test, in order. The verdict is that of the first test that is not accepted.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
async function interact(request: InteractRequest, context: JobContext): Promise<JobOutcome> {
  const { tests } = request;
  if (tests.length === 0) throw new JobFailed('there are no tests');
  const compiled = await preparePrograms(
    { program: request.program, interactor: request.interactor },
    context,
  );
  const { program, interactor } = compiled;
  if (interactor.kind === 'compile_error') {
    throw new JobFailed(`the interactor does not compile:\n${interactor.compilation.output}`);
  }
  const compilations = { compilation: program.compilation, interactor: interactor.compilation };
  if (program.kind === 'compile_error') {
    const result: InteractResult = { ...compilations, tests: [], passed: 0, total: tests.length };
    return { verdict: 'compile_error', result };
  }
  // The program must not see what the interactor has been given.
  return withSandbox(context, [program.program], (ours) =>
    withSandbox(context, [interactor.program], async (theirs) => {
      const setup: Setup = {
        program: { program: program.program, sandbox: ours },
        interactor: { program: interactor.program, sandbox: theirs },
        protocol: request.protocol ?? 'testlib',
        mostPasses: request.passes ?? DEFAULT_PASSES,
        limits: withDefaultLimits(request.limits),
      };
      return outcomeOf(await playAll(request, context, setup), compilations, tests.length);
    }),
  );
}

async function playAll(
  request: InteractRequest,
  context: JobContext,
  setup: Setup,
): Promise<InteractTestResult[]> {
  const results: InteractTestResult[] = [];
  for (const [index] of request.tests.entries()) {
    results.push(await play(request, index, setup));
    context.progress({ done: results.length, total: request.tests.length });
    if (results.length < request.tests.length) await context.slot.pass(context.signal);
  }
  return results;
}

async function play({ tests }: InteractRequest, index: number, setup: Setup): Promise<InteractTestResult> {
  const test = tests[index]!;
  const passes = await playPasses(test, setup);
  const { played, decision } = passes.at(-1)!;
  const { limits } = setup;
  const slowest = passes.reduce((a, b) => (b.played.program.cpuTimeMs > a.played.program.cpuTimeMs ? b : a));
  const { cpuTimeMs, wallTimeMs, memoryBytes } = played.interactor;
  return {
    name: test.name ?? `#${index + 1}`,
    ...executionOf(shownEnd(played, slowest.played, limits), decision.verdict),
    // A program whose end was ours was not killed for what it did.
    ...(played.programStopped && { exitCode: null, signal: null }),
    ...(decision.message && { message: clippedText(decision.message, MAX_MESSAGE_BYTES) }),
    ...(decision.points !== undefined && { points: decision.points }),
    ...(passes.length > 1 && { passes: passes.length }),
    interactor: { cpuTimeMs, wallTimeMs, memoryBytes },
    transcript: played.transcript.entries(),
  };
}

/** Times are those of the slowest pass, cut at the limits: a program may have gone on after it was of no account. */
function shownEnd({ program }: Played, { program: slowest }: Played, limits: Limits): RunOutcome {
  return {
    ...program,
    cpuTimeMs: Math.min(slowest.cpuTimeMs, limits.cpuTimeLimitMs),
    wallTimeMs: Math.min(slowest.wallTimeMs, limits.wallTimeLimitMs),
  };
}

function outcomeOf(
  tests: InteractTestResult[],
  compilations: Pick<InteractResult, 'compilation' | 'interactor'>,
  total: number,
): JobOutcome {
  const passed = tests.filter(({ verdict }) => verdict === 'accepted').length;
  const hasPoints = tests.some(({ points }) => points !== undefined);
  const result: InteractResult = {
    ...compilations,
    tests,
    passed,
    total,
    ...(hasPoints && { points: tests.reduce((sum, { points }) => sum + (points ?? 0), 0) }),
  };
  const broken = tests.find(({ verdict }) => verdict === 'internal_error');
  if (broken)
    return { verdict: 'internal_error', result: { ...result, error: broken.message } as InteractResult };
  return { verdict: firstFailure(tests), result };
}

const firstFailure = (tests: readonly InteractTestResult[]): ExecutionVerdict =>
  tests.find(({ verdict }) => verdict !== 'accepted')?.verdict ?? 'accepted';

export const interactJob: KindOfJob<'interact'> = {
  perform: interact,
  timeLimitMs({ tests, limits, passes = DEFAULT_PASSES }) {
    const { wallTimeLimitMs } = interactorLimits(withDefaultLimits(limits));
    return SETUP_MS + tests.length * passes * 2 * (wallTimeLimitMs + RUN_OVERHEAD_MS);
  },
};
