import type { JudgeRequest } from '@app/contracts';
import type { JobContext, JobOutcome } from '../kind.js';
import type { JudgeProblem } from './problem.js';
import { Schedule } from './schedule.js';
import { TestTally } from './tally.js';

/**
 * The tally of one job, which reports each test that counts. @param request what it says of tests after a
 * failure
 */
export function tallyOfJob(
  problem: JudgeProblem,
  { stopOnFirstFailure = false, suite }: Pick<JudgeRequest, 'stopOnFirstFailure' | 'suite'>,
  context: JobContext,
): TestTally {
  const names = problem.tests.map(({ name }) => name);
  const schedule = new Schedule(names, problem.groups, {
    stopOnFirstFailure,
    runsAll: suite?.runsAll ?? false,
  });
  return new TestTally(problem, schedule, (test) => context.emit({ type: 'submission.test_judged', test }));
}

/** What a job hands back whose tests have all ended. @param result made of the tally's summary */
export function outcomeOfTests(tally: TestTally, result: JobOutcome['result']): JobOutcome {
  const { verdict, failure } = tally;
  return { verdict, result: failure === null ? result : { ...result, error: failure } };
}
