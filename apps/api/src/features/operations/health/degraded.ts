import type { Cache } from '@app/results';
import type { JobQueue, SubmissionBus } from '@app/queue';

/** Services without which the api goes on, slower or later. */
export type Degraded = 'cache' | 'queue' | 'live_events' | 'runner' | 'storage';

/** What of them is out of reach now. */
export function degradedParts(parts: { cache: Cache; jobs: JobQueue; bus: SubmissionBus }): Degraded[] {
  const degraded: Degraded[] = [];
  if (!parts.cache.isAvailable) degraded.push('cache');
  if (!parts.jobs.isAvailable) degraded.push('queue');
  if (!parts.bus.isAvailable) degraded.push('live_events');
  return degraded;
}
