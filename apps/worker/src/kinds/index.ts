import { withDefaultLimits, type SubmissionRequest } from '@app/contracts';
import { HELPER_LIMITS } from '../checkers/program.js';
import { JobFailed, type JobContext, type JobOutcome } from './kind.js';
import { judge } from './judge/judge.js';
import { run } from './run/run.js';
import { stress, STRESS_TIME_LIMIT_MS } from './stress/stress.js';

/**
 * Does a job of any kind.
 * @throws JobFailed, RunnerUnavailable, the reason of the context's signal
 */
export async function performJob(request: SubmissionRequest, context: JobContext): Promise<JobOutcome> {
  switch (request.kind) {
    case 'run':
      return run(request, context);
    case 'judge':
      return judge(request, context);
    case 'stress':
      return stress(request, context);
    case 'interact':
      throw new JobFailed('jobs of the kind interact are not supported');
    default:
      throw new JobFailed(
        `unknown kind of job ${JSON.stringify((request satisfies never as { kind?: unknown }).kind)}`,
      );
  }
}

/** For compilations and for opening sandboxes. */
const SETUP_MS = 5 * 60_000;
/** Cost of one run beyond its own wall time. */
const RUN_OVERHEAD_MS = 1_000;

/** How long a job may take before it counts as stuck, in milliseconds: what its limits allow, and some more. */
export function jobTimeLimitMs(request: SubmissionRequest): number {
  const wallTimeMs = withDefaultLimits(request.limits).wallTimeLimitMs + RUN_OVERHEAD_MS;
  switch (request.kind) {
    case 'run':
      return SETUP_MS + wallTimeMs;
    case 'judge':
    case 'interact':
      return SETUP_MS + request.tests.length * 2 * (wallTimeMs + HELPER_LIMITS.wallTimeLimitMs);
    case 'stress':
      return SETUP_MS + STRESS_TIME_LIMIT_MS;
    default:
      throw new TypeError(`unknown kind of job ${JSON.stringify(request satisfies never)}`);
  }
}
