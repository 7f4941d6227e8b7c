import type { Progress, SubmissionBlobs, SubmissionEvent, SubmissionResult } from '@app/contracts';

/**
 * What the row of a submission that has ended shows beside what was known when it came in; times are ISO
 * 8601.
 */
export interface EndedRow {
  startedAt: string;
  finishedAt: string;
  progress: Progress;
  calibrationMs: number | null;
  result: SubmissionResult | null;
  blobs: SubmissionBlobs | null;
}

/** What the end of a job brings along for the api, so that it need not ask the database for it. */
export interface NewsOfEnd {
  /** Who has room for one more now. */
  payers: { usageKey: string; addressKey: string };
  /** Absent where it is too long to be carried. */
  row?: EndedRow;
}

/**
 * News as they travel between workers and api replicas. `within` is for these alone: clients get
 * `forClients`.
 */
export type ServiceEvent = SubmissionEvent & { within?: NewsOfEnd };

/** How a submission ended, as far as that was told. */
export type Ended = Pick<
  Extract<ServiceEvent, { type: 'submission.finished' }>,
  'status' | 'verdict' | 'seq' | 'within'
>;

/** The event without what no client may see: keys of others, a result that it may have to ask for. */
export function forClients({ within: _within, ...event }: ServiceEvent): SubmissionEvent {
  return event as SubmissionEvent;
}
