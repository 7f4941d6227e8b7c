import {
  limitsOfProgram,
  testsOf,
  type Compilation,
  type JudgeRequest,
  type JudgeResult,
} from '@app/contracts';
import { outputChecker } from '../../checkers/checker.js';
import { HELPER_LIMITS } from '../../checkers/program.js';
import { NotCompiled } from '../../runner/not-compiled.js';
import type { PreparedProgram } from '../../runner/runner.js';
import { withTestlib } from '../../testlib/with-testlib.js';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { preparePrograms, readyChecker } from '../prepare.js';
import { withAddedCode } from '../problem/added-code.js';
import type { JudgeSetup } from './batch.js';
import { JudgeLanes } from './lanes.js';
import { gradeGroups } from '../problem/graders.js';
import { settleStaticTests } from '../problem/static-tests.js';
import { outcomeOfTests, tallyOfJob } from '../problem/job-tally.js';
import { limitsBefore, limitsOfTests } from '../problem/limits-of-tests.js';
import { checkerOfProblem, checkerProgramOf, loadProblem, ownersOf } from '../problem/load-problem.js';
import type { JudgeProblem } from '../problem/problem.js';

/**
 * Runs a program on every test and compares what it writes. The verdict is that of the first test that is not
 * accepted. A test without an expected output takes any output, unless a checker program judges it.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function judge(request: JudgeRequest, context: JobContext): Promise<JobOutcome> {
  const validates = request.suite?.validates;
  const loaded = await loadProblem(request, context);
  const problem = validates ? inputsOf(loaded) : loaded;
  if (problem.tests.length === 0) throw new JobFailed('there are no tests');
  if (problem.interactor && !validates) {
    throw new JobFailed('this suite is interactive: its jobs are of the kind interact');
  }
  const checkerProgram = validates ? undefined : await checkerProgramOf(request, problem);
  const { program, checker } = await preparePrograms(
    {
      program: validates ? withTestlib(request.program) : await withAddedCode(request.program, problem.added),
      ...(checkerProgram && { checker: checkerProgram }),
    },
    context,
    undefined,
    ownersOf(request),
  );
  const { compilation } = program;
  if (program.kind === 'compile_error') return notCompiled(compilation, problem);
  const prepared = readyChecker(checker);
  const setup = setupOf(request, problem, program.program, prepared, context);
  return judgeTests(request, context, compilation, setup, prepared);
}

/** The tests that have an input, for a validator to look at. */
function inputsOf(problem: JudgeProblem): JudgeProblem {
  const { tests } = problem;
  return tests.some(({ isStatic }) => isStatic)
    ? { ...problem, tests: tests.filter(({ isStatic }) => !isStatic), groups: [] }
    : problem;
}

function setupOf(
  request: JudgeRequest,
  problem: JudgeProblem,
  program: PreparedProgram,
  checker: PreparedProgram | undefined,
  { outputs }: JobContext,
): JudgeSetup {
  return {
    problem,
    program,
    source: request.program.source,
    // A validator looks at inputs: nothing is compared.
    checker: request.suite?.validates ? outputChecker() : checkerOfProblem(problem, checker),
    checksEverything: checker !== undefined,
    limitsOf: limitsOfTests(request, problem, program.languageId),
    repetitions: request.repetitions ?? 1,
    feedback: request.suite?.feedback ?? 'full',
    outputs,
    validates: request.suite?.validates,
  };
}

async function judgeTests(
  request: JudgeRequest,
  context: JobContext,
  compilation: Compilation,
  setup: JudgeSetup,
  checker: PreparedProgram | undefined,
): Promise<JobOutcome> {
  const tally = tallyOfJob(setup.problem, request, context);
  const { languageId } = setup.program;
  try {
    // Validators of inputs are programs under test as well, and no solutions.
    if (!request.suite?.validates)
      await settleStaticTests(
        setup.problem,
        { program: request.program, languageId },
        request,
        tally,
        context,
      );
    await new JudgeLanes(setup, tally, checker, context).run();
  } catch (error) {
    if (error instanceof NotCompiled) return notCompiled(error.compilation, setup.problem);
    throw error;
  }
  await gradeGroups(setup.problem, request.suiteId, tally, context);
  return outcomeOfTests(tally, { compilation, ...tally.summary() });
}

function notCompiled(compilation: Compilation, problem: JudgeProblem): JobOutcome {
  const result: JudgeResult = { compilation, tests: [], passed: 0, total: problem.tests.length };
  return { verdict: 'compile_error', result };
}

export const judgeJob: KindOfJob<'judge'> = {
  perform: judge,
  timeLimitMs(request) {
    const { program, repetitions = 1, suite } = request;
    const wallTimeMs = limitsOfProgram(program, limitsBefore(request)).wallTimeLimitMs + RUN_OVERHEAD_MS;
    const runs = testsOf(request) * repetitions * (suite?.passes ?? 1);
    return SETUP_MS + runs * 2 * (wallTimeMs + HELPER_LIMITS.wallTimeLimitMs);
  },
};
