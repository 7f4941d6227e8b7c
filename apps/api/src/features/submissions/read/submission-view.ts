import type { AcceptedSubmission, SubmissionView } from '@app/contracts';
import type { Submission } from '@app/database';

/** A submission in a list: everything but what was asked and what came out, which may have megabytes. */
export type SubmissionSummary = Omit<SubmissionView, 'request' | 'result'>;

export type SummaryRow = Pick<
  Submission,
  | 'id'
  | 'kind'
  | 'status'
  | 'verdict'
  | 'progressDone'
  | 'progressTotal'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
>;

/** A row as lists show it. */
export function toSummary(row: SummaryRow): SubmissionSummary {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    verdict: row.verdict,
    progress: { done: row.progressDone, total: row.progressTotal },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** A row with all that was asked and came out. */
export function toView(row: Submission): SubmissionView {
  return {
    ...toSummary(row),
    request: row.request,
    result: row.result,
    ...(row.cached && { cached: true }),
    ...(row.isPublic && { public: true }),
  };
}

/** What was answered when the submission came in, whatever has become of it since. */
export function toAccepted(row: Pick<Submission, 'id' | 'kind' | 'createdAt'>): AcceptedSubmission {
  return { id: row.id, kind: row.kind, status: 'queued', createdAt: row.createdAt.toISOString() };
}

/** Whether nothing can happen to the submission any more. */
export function isFinal({ status }: Pick<SubmissionView, 'status'>): boolean {
  return status === 'finished' || status === 'cancelled';
}
