import type { SubmissionKind, SubmissionRequest, SubmissionResult, Verdict } from './kinds/index.js';

export const SUBMISSION_STATUSES = ['queued', 'running', 'finished', 'cancelled'] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

export interface Progress {
  done: number;
  total: number;
}

/** What `GET /submissions/:id` answers. Times are ISO 8601 with milliseconds. */
export interface SubmissionView {
  id: string;
  kind: SubmissionKind;
  status: SubmissionStatus;
  verdict: Verdict | null;
  progress: Progress;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  request: SubmissionRequest;
  result: SubmissionResult | null;
  /** The result is that of an earlier submission of the same work. */
  cached?: true;
  /** Whoever has the id may read it. */
  public?: true;
}

/** What `POST /submissions` answers before the result is there. */
export type AcceptedSubmission = Pick<SubmissionView, 'id' | 'kind' | 'status' | 'createdAt'>;
