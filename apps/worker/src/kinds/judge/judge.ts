import {
  limitsOfProgram,
  type Compilation,
  type ExecutionVerdict,
  type JudgeRequest,
  type JudgeResult,
} from '@app/contracts';
import type { PreparedProgram, Sandbox } from '../../runner/runner.js';
import { BATCH_BYTES, BatchSizer } from '../batch.js';
import { checkerProgramOf, outputChecker } from '../../checkers/checker.js';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { HELPER_LIMITS } from '../../checkers/program.js';
import { JudgeBatch, type JudgeSetup } from './batch.js';
import { TestTally } from './test-tally.js';
import { preparePrograms, readyChecker } from '../prepare.js';
import { withSandbox } from '../sandbox.js';

/**
 * Runs a program on every test, in order, and compares what it writes. The verdict is that of the first test that is not
 * accepted. A test without an expected output takes any output, unless a checker program judges it.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function judge(request: JudgeRequest, context: JobContext): Promise<JobOutcome> {
  if (request.tests.length === 0) throw new JobFailed('there are no tests');
  const checkerProgram = checkerProgramOf(request.checker);
  const { program, checker } = await preparePrograms(
    { program: request.program, ...(checkerProgram && { checker: checkerProgram }) },
    context,
  );
  const { compilation } = program;
  if (program.kind === 'compile_error') {
    const result: JudgeResult = { compilation, tests: [], passed: 0, total: request.tests.length };
    return { verdict: 'compile_error', result };
  }
  const prepared = readyChecker(checker);
  return withSandbox(context, [program.program], (sandbox) =>
    withCheckerSandbox(context, prepared, sandbox, (checkerSandbox) =>
      judgeTests(request, context, compilation, {
        program: program.program,
        sandbox,
        checker: outputChecker(request.checker, prepared),
        checkerSandbox,
        checksEverything: prepared !== undefined,
        limits: limitsOfProgram(request.program, request.limits),
        outputs: context.outputs,
      }),
    ),
  );
}

/** A checker program gets a sandbox of its own: the program under test must not see the answers, nor how they are judged. */
function withCheckerSandbox<T>(
  context: JobContext,
  checker: PreparedProgram | undefined,
  otherwise: Sandbox,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  return checker ? withSandbox(context, [checker], use) : use(otherwise);
}

async function judgeTests(
  request: JudgeRequest,
  context: JobContext,
  compilation: Compilation,
  setup: JudgeSetup,
): Promise<JobOutcome> {
  const { tests } = request;
  const tally = new TestTally(tests, request.stopOnFirstFailure ?? false);
  const sizer = new BatchSizer(setup.limits.cpuTimeLimitMs);
  while (!tally.ended) {
    const from = tally.results.length;
    const indexes = nextBatch(request, from, sizer.items);
    sizer.record(await new JudgeBatch(setup, tests, tally).run(indexes));
    context.progress({ done: tally.results.length, total: tests.length });
    // A job of a thousand tests lets others go first between two batches.
    if (!tally.ended) await context.slot.pass(context.signal);
  }
  const result: JobOutcome['result'] = { compilation, ...tally.summary() };
  if (tally.failure !== null)
    return { verdict: 'internal_error', result: { ...result, error: tally.failure } };
  return { verdict: overallVerdict(tally.results), result };
}

function overallVerdict(results: JudgeResult['tests']): ExecutionVerdict {
  return results.find(({ verdict }) => verdict !== 'accepted')?.verdict ?? 'accepted';
}

/** Indexes of the next tests: at most `items`, and no more than BATCH_BYTES of inputs unless it is only one. */
function nextBatch({ tests }: JudgeRequest, from: number, items: number): number[] {
  const indexes: number[] = [];
  let bytes = 0;
  for (let index = from; index < tests.length && indexes.length < items; index++) {
    bytes += tests[index]!.input.length;
    if (indexes.length > 0 && bytes > BATCH_BYTES) break;
    indexes.push(index);
  }
  return indexes;
}

export const judgeJob: KindOfJob<'judge'> = {
  perform: judge,
  timeLimitMs({ program, tests, limits }) {
    const wallTimeMs = limitsOfProgram(program, limits).wallTimeLimitMs + RUN_OVERHEAD_MS;
    return SETUP_MS + tests.length * 2 * (wallTimeMs + HELPER_LIMITS.wallTimeLimitMs);
  },
};
