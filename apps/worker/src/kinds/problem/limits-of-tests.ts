import { limitsOfProgram, type JudgeRequest, type Limits } from '@app/contracts';
import { HELPER_LIMITS } from '../../checkers/program.js';
import { familyOf } from './added-code.js';
import type { JudgedTest, JudgeProblem } from './problem.js';

/** What a suite says of its limits is not known before its job runs: the most that it can say. */
const MOST_WALL_TIME_MS = 60_000;

/**
 * The limits that are known of a job before it has loaded its tests; of a suite no less than it may turn out
 * to have.
 */
export function limitsBefore({
  suite,
  limits,
}: Pick<JudgeRequest, 'limits' | 'suite'>): Partial<Limits> | undefined {
  return suite ? { wallTimeLimitMs: MOST_WALL_TIME_MS } : limits;
}

/** The setter of a suite sets its limits; users who may only submit to it cannot change them. */
export function limitsOfTests(
  { program, limits, suite }: Pick<JudgeRequest, 'program' | 'limits' | 'suite'>,
  problem: JudgeProblem,
  languageId: string,
): (test: JudgedTest) => Limits {
  if (suite?.validates) return () => HELPER_LIMITS;
  const family = familyOf(languageId);
  const timeFactor = problem.limits.timeFactors?.[family] ?? 1;
  const memoryFactor = problem.limits.memoryFactors?.[family] ?? 1;
  const asked = suite?.feedback === 'verdicts' ? undefined : limits;
  const own = suite?.feedback === 'verdicts' ? {} : program;
  return (test) => {
    const cpuTimeLimitMs = test.cpuTimeLimitMs ?? problem.limits.cpuTimeLimitMs;
    const memoryLimitBytes = test.memoryLimitBytes ?? problem.limits.memoryLimitBytes;
    const { outputLimitBytes } = problem.limits;
    const ofProblem: Partial<Limits> = {
      ...(cpuTimeLimitMs !== undefined && { cpuTimeLimitMs: Math.round(cpuTimeLimitMs * timeFactor) }),
      ...(memoryLimitBytes !== undefined && {
        memoryLimitBytes: Math.round(memoryLimitBytes * memoryFactor),
      }),
      ...(outputLimitBytes !== undefined && { outputLimitBytes }),
    };
    return limitsOfProgram(own, { ...ofProblem, ...asked });
  };
}
