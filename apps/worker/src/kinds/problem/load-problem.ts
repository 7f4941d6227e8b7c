import type { JudgeRequest, Program } from '@app/contracts';
import { outputChecker, type OutputChecker } from '../../checkers/checker.js';
import type { PreparedProgram } from '../../runner/runner.js';
import { JobFailed, type JobContext } from '../kind.js';
import { ownerOfSuite, type OtherOwners } from '../prepare.js';
import { makeData, type Solve } from './maker.js';
import {
  problemOfRequest,
  problemOfSuite,
  programOf,
  type JudgeProblem,
  type TestsOfRequest,
} from './problem.js';

type Source = TestsOfRequest & Pick<JudgeRequest, 'suiteId' | 'suite'>;

/**
 * The tests of a request, or those of the suite that it names, with all data that had to be made.
 * @throws JobFailed when the suite is gone, or data cannot be made
 */
export async function loadProblem(
  request: Source,
  context: JobContext,
  solve?: Solve,
): Promise<JudgeProblem> {
  if (request.suiteId === undefined) return problemOfRequest(request);
  const { suites } = context;
  if (!suites || !request.suite) throw new JobFailed('this worker knows no suites');
  const problem = problemOfSuite(await suites.load(request.suiteId, request.suite.version), suites);
  await makeData(problem, { suiteId: request.suiteId, version: request.suite.version }, context, solve);
  return problem;
}

/** The checker's program, where it has one. */
export async function checkerProgramOf(request: Source, problem: JudgeProblem): Promise<Program | undefined> {
  if (request.checker?.type === 'program') return request.checker.program;
  return problem.checker.type === 'program' ? programOf(problem.checker.program) : undefined;
}

/** Whose the programs beside the submitted one are, where the suite has them. */
export function ownersOf({ suiteId, checker }: Source): OtherOwners {
  if (suiteId === undefined) return {};
  const owner = ownerOfSuite(suiteId);
  return { interactor: owner, ...(checker?.type !== 'program' && { checker: owner }) };
}

/** The checker with the limits that the problem gives it. @param prepared its program, compiled */
export function checkerOfProblem(
  { checker, limits }: JudgeProblem,
  prepared: PreparedProgram | undefined,
): OutputChecker {
  if (checker.type !== 'program') return outputChecker(checker, prepared);
  const { checkerTimeLimitMs, checkerMemoryLimitBytes } = limits;
  const rules = {
    ...checker,
    ...(checkerTimeLimitMs !== undefined && { cpuTimeLimitMs: checkerTimeLimitMs }),
    ...(checkerMemoryLimitBytes !== undefined && { memoryLimitBytes: checkerMemoryLimitBytes }),
  };
  return outputChecker(rules, prepared);
}
