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
  name: string | null;
  status: SubmissionStatus;
  verdict: Verdict | null;
  progress: Progress;
  /** Its place in the queue while it waits, from 1; else null. */
  position: number | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Whether the caller made it. */
  mine: boolean;
  /** Everyone who has the id may read it. */
  public: boolean;
  /** The result is that of an earlier submission of the same work. */
  cached: boolean;
  /** The worker that ran it; null: none did, or it does not say. */
  worker: { calibrationMs: number | null } | null;
  request: SubmissionRequest;
  result: SubmissionResult | null;
}

/**
 * Long texts of a result, whole: by names such as `stdout` and `tests/7/stdout`, the SHA-256 of their bytes
 * (hex).
 */
export type SubmissionBlobs = Record<string, { hash: string; bytes: number }>;

/** What `POST /submissions` answers before the result is there. */
export type AcceptedSubmission = Pick<SubmissionView, 'id' | 'kind' | 'status' | 'createdAt'>;
