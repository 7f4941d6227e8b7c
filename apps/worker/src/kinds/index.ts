import type { SubmissionKind, SubmissionRequest } from '@app/contracts';
import { interactJob } from './interact/interact.js';
import { judgeJob } from './judge/judge.js';
import { JobFailed, type JobContext, type JobOutcome, type KindOfJob } from './kind.js';
import { runJob } from './run/run.js';
import { stressJob } from './stress/stress.js';

/** How each kind of job is done. A new one is a folder and a line here. */
export const KINDS_OF_JOBS: { readonly [K in SubmissionKind]: KindOfJob<K> } = {
  run: runJob,
  judge: judgeJob,
  stress: stressJob,
  interact: interactJob,
};

/**
 * Does a job of any kind.
 * @throws JobFailed, RunnerUnavailable, the reason of the context's signal
 */
export async function performJob(request: SubmissionRequest, context: JobContext): Promise<JobOutcome> {
  return entryOf(request).perform(request, context);
}

/** How long a job may take before it counts as stuck, in milliseconds. @throws JobFailed */
export function jobTimeLimitMs(request: SubmissionRequest): number {
  return entryOf(request).timeLimitMs(request);
}

/** @throws JobFailed for a kind that this worker does not know: a newer api may */
function entryOf({ kind }: SubmissionRequest): KindOfJob<SubmissionKind> {
  if (!Object.hasOwn(KINDS_OF_JOBS, kind)) throw new JobFailed(`unknown kind of job ${JSON.stringify(kind)}`);
  // Each request goes to the entry of its own kind.
  return KINDS_OF_JOBS[kind] as KindOfJob<SubmissionKind>;
}
