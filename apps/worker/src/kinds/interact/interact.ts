import {
  limitsOfProgram,
  testsOf,
  withDefaultLimits,
  type InteractRequest,
  type InteractResult,
  type InteractTestResult,
} from '@app/contracts';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { withAddedCode } from '../problem/added-code.js';
import { gradeGroups } from '../problem/graders.js';
import { settleStaticTests } from '../problem/static-tests.js';
import { outcomeOfTests, tallyOfJob } from '../problem/job-tally.js';
import { limitsBefore, limitsOfTests } from '../problem/limits-of-tests.js';
import { checkerOfProblem, checkerProgramOf, loadProblem, ownersOf } from '../problem/load-problem.js';
import type { JudgeProblem } from '../problem/problem.js';
import { preparePrograms, readyChecker } from '../prepare.js';
import { NotCompiled } from '../../runner/not-compiled.js';
import { interactorOfSuite, solveByTalk } from './answers.js';
import { interactorLimits } from './conversation.js';
import { InteractLanes } from './lanes.js';
import type { MatchSetup } from './match.js';

/** As packages have it that do not say. */
const DEFAULT_PASSES = 2;

/**
 * Lets a program talk to an interactor on every test. The verdict is that of the first test that is not
 * accepted.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
async function interact(request: InteractRequest, context: JobContext): Promise<JobOutcome> {
  const problem = await loadProblem(request, context, solveByTalk);
  if (problem.tests.length === 0) throw new JobFailed('there are no tests');
  const { checkerFollows } = rulesOf(request, problem);
  const checkerProgram = checkerFollows ? await checkerProgramOf(request, problem) : undefined;
  const { program, interactor, checker } = await preparePrograms(
    {
      program: await withAddedCode(request.program, problem.added),
      interactor: await interactorOf(request, problem),
      ...(checkerProgram && { checker: checkerProgram }),
    },
    context,
    undefined,
    ownersOf(request),
  );
  if (interactor.kind === 'compile_error') {
    throw new JobFailed(`the interactor does not compile:\n${interactor.compilation.output}`);
  }
  const compilations = { compilation: program.compilation, interactor: interactor.compilation };
  if (program.kind === 'compile_error') return notCompiled(compilations, problem.tests.length);
  const prepared = readyChecker(checker);
  const { protocol, args, argsTemplate, mostPasses } = rulesOf(request, problem);
  const setup: MatchSetup = {
    problem,
    program: program.program,
    interactor: interactor.program,
    protocol,
    interactorArgs: args,
    argsTemplate,
    mostPasses,
    limitsOf: limitsOfTests(request, problem, program.program.languageId),
    checker: checkerFollows ? { checker: checkerOfProblem(problem, prepared), program: prepared } : null,
    feedback: request.suite?.feedback ?? 'full',
  };
  return playAll(request, context, compilations, setup);
}

/** How the interactor is called, and what comes after it: as the suite has it, or the request. */
function rulesOf(
  { protocol, passes, checker }: InteractRequest,
  { interactor, passes: mostPasses }: JudgeProblem,
): {
  protocol: MatchSetup['protocol'];
  args: readonly string[];
  argsTemplate?: string | undefined;
  mostPasses: number;
  checkerFollows: boolean;
} {
  if (interactor) return { ...interactor, mostPasses };
  return {
    protocol: protocol ?? 'testlib',
    args: [],
    mostPasses: passes ?? DEFAULT_PASSES,
    checkerFollows: checker !== undefined,
  };
}

async function interactorOf({ interactor }: InteractRequest, problem: JudgeProblem) {
  if (problem.interactor) return interactorOfSuite(problem.interactor);
  if (!interactor) throw new JobFailed('this suite has no interactor: its jobs are of the kind judge');
  return interactor;
}

async function playAll(
  request: InteractRequest,
  context: JobContext,
  compilations: Pick<InteractResult, 'compilation' | 'interactor'>,
  setup: MatchSetup,
): Promise<JobOutcome> {
  const tally = tallyOfJob(setup.problem, { suite: request.suite }, context);
  const { languageId } = setup.program;
  try {
    await settleStaticTests(setup.problem, { program: request.program, languageId }, request, tally, context);
    await new InteractLanes(setup, tally, context).run();
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error;
    return notCompiled({ ...compilations, compilation: error.compilation }, setup.problem.tests.length);
  }
  await gradeGroups(setup.problem, request.suiteId, tally, context);
  const result: InteractResult = {
    ...compilations,
    ...(tally.summary() as Omit<InteractResult, 'compilation' | 'interactor'> & {
      tests: InteractTestResult[];
    }),
  };
  return outcomeOfTests(tally, result);
}

function notCompiled(
  compilations: Pick<InteractResult, 'compilation' | 'interactor'>,
  total: number,
): JobOutcome {
  const result: InteractResult = { ...compilations, tests: [], passed: 0, total };
  return { verdict: 'compile_error', result };
}

export const interactJob: KindOfJob<'interact'> = {
  perform: interact,
  timeLimitMs(request) {
    const { program, suite, passes = suite?.passes ?? DEFAULT_PASSES } = request;
    const asked = withDefaultLimits(limitsBefore(request));
    const { wallTimeLimitMs } = interactorLimits(limitsOfProgram(program, asked));
    return SETUP_MS + testsOf(request) * passes * 2 * (wallTimeLimitMs + RUN_OVERHEAD_MS);
  },
};
