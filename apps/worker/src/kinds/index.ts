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

/** How long a job may take before it counts as stuck, in milliseconds. */
export function jobTimeLimitMs(request: SubmissionRequest): number {
  return entryOf(request).timeLimitMs(request);
}

/** How a kind is done that this worker does not know. A newer api may. */
const UNKNOWN: KindOfJob<SubmissionKind> = {
  perform: async ({ kind }) => {
    throw new JobFailed(`this worker knows no kind of job ${JSON.stringify(kind)}`);
  },
  timeLimitMs: () => 60_000,
};

function entryOf({ kind }: SubmissionRequest): KindOfJob<SubmissionKind> {
  if (!Object.hasOwn(KINDS_OF_JOBS, kind)) return UNKNOWN;
  // Each request goes to the entry of its own kind.
  return KINDS_OF_JOBS[kind] as KindOfJob<SubmissionKind>;
}
