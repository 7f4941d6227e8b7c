import {
  withDefaultLimits,
  type ExecutionVerdict,
  type InteractRequest,
  type InteractResult,
  type InteractTestResult,
  type Limits,
} from '@app/contracts';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
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
import { converse, interactorLimits, type Played } from './conversation.js';
import { decide, saysOf, type InteractorProtocol } from './decide.js';

const MAX_MESSAGE_BYTES = 1_024;

interface Setup {
  program: { program: PreparedProgram; sandbox: Sandbox };
  interactor: { program: PreparedProgram; sandbox: Sandbox };
  protocol: InteractorProtocol;
  limits: Limits;
}

/** How an interactor is called: its files, and what it may write to, which is its own folder. */
const INTERACTOR_ARGUMENTS: Readonly<Record<InteractorProtocol, readonly string[]>> = Object.freeze({
  testlib: ['{dir}/input', 'output', '{dir}/answer'],
  kattis: ['{dir}/input', '{dir}/answer', './'],
});

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
  const { protocol, limits } = setup;
  const test = tests[index]!;
  const files = [
    { name: 'input', content: Buffer.from(test.input, test.inputEncoding ?? 'utf8') },
    { name: 'answer', content: Buffer.from(test.expectedOutput ?? '') },
  ];
  const played = await converse(
    { ...setup.program, item: { stdin: '', args: test.args ?? [] }, limits },
    {
      ...setup.interactor,
      item: { stdin: '', args: [...INTERACTOR_ARGUMENTS[protocol]], files },
      limits: interactorLimits(limits),
    },
    (outcome) => ['wrong_answer', 'failed'].includes(saysOf(outcome, protocol).kind),
  );
  return { name: test.name ?? `#${index + 1}`, ...resultOf(played, setup) };
}

function resultOf(played: Played, { protocol, limits }: Setup): Omit<InteractTestResult, 'name'> {
  const { verdict, message, points } = decide(played, protocol);
  const { cpuTimeMs, wallTimeMs, memoryBytes } = played.interactor;
  return {
    ...executionOf(shownEnd(played, limits), verdict),
    // A program whose end was ours was not killed for what it did.
    ...(played.programStopped && { exitCode: null, signal: null }),
    verdict,
    ...(message && { message: clippedText(message, MAX_MESSAGE_BYTES) }),
    ...(points !== undefined && { points }),
    interactor: { cpuTimeMs, wallTimeMs, memoryBytes },
    transcript: played.transcript.entries(),
  };
}

/** Times of a program that went on after it was of no account are cut at its limits. */
function shownEnd({ program }: Played, limits: Limits): RunOutcome {
  return {
    ...program,
    cpuTimeMs: Math.min(program.cpuTimeMs, limits.cpuTimeLimitMs),
    wallTimeMs: Math.min(program.wallTimeMs, limits.wallTimeLimitMs),
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
  timeLimitMs({ tests, limits }) {
    const { wallTimeLimitMs } = interactorLimits(withDefaultLimits(limits));
    return SETUP_MS + tests.length * 2 * (wallTimeLimitMs + RUN_OVERHEAD_MS);
  },
};
