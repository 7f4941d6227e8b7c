import type { AcceptedSubmission, SubmissionView } from '@app/contracts';
import type { Submission } from '@app/database';
import type { Ended } from '@app/queue';
import { LARGE_BYTES } from './large-reads.js';

/**
 * What of a submission does not depend on who asks, without what was asked and what came out, which may have
 * megabytes.
 */
export type SubmissionOutline = Omit<SubmissionView, 'request' | 'result' | 'position' | 'mine' | 'worker'>;

/** A submission in a list. */
export type SubmissionSummary = SubmissionOutline & {
  mine: boolean;
  /** Ids of the languages of its programs. */
  languages: string[];
  /** From the start of the work to its end; null: it has not both. */
  durationMs: number | null;
};

export const OUTLINE_COLUMNS = {
  id: true,
  kind: true,
  name: true,
  status: true,
  verdict: true,
  progressDone: true,
  progressTotal: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  isPublic: true,
  cached: true,
  calibrationMs: true,
} as const;
type OutlineRow = Pick<Submission, keyof typeof OUTLINE_COLUMNS>;

/** A row as all who may read it see it. */
export function toOutline(row: OutlineRow): SubmissionOutline {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    verdict: row.verdict,
    progress: { done: row.progressDone, total: row.progressTotal },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    public: row.isPublic,
    cached: row.cached,
  };
}

/** A row as the list of its owner shows it. */
export function toSummary(row: OutlineRow & Pick<Submission, 'languages'>): SubmissionSummary {
  const { startedAt, finishedAt } = row;
  return {
    ...toOutline(row),
    mine: true,
    languages: row.languages,
    durationMs: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
  };
}

/**
 * A row with all that was asked and came out.
 * @param mine whether the caller made it
 * @param position its place in the queue; null: it does not wait
 */
export function toView(row: Submission, mine: boolean, position: number | null): SubmissionView {
  return { ...toSmallView(row, mine, position), request: row.request, result: row.result };
}

/**
 * The row as its end has left it, from what was told of that.
 * @param row as it was stored
 * @returns null where too little was told: then it is to be read
 */
export function endedRow(row: Submission | null, ended: Ended | undefined): Submission | null {
  const told = ended?.within?.row;
  if (!row || !told || row.storedBytes > LARGE_BYTES) return null;
  const { status, verdict, seq: eventSeq } = ended;
  const { progress, startedAt, finishedAt, calibrationMs, result, blobs } = told;
  return {
    ...row,
    ...{ status, verdict, eventSeq, calibrationMs, result, blobs },
    progressDone: progress.done,
    progressTotal: progress.total,
    startedAt: new Date(startedAt),
    finishedAt: new Date(finishedAt),
  };
}

/** `toView` without what may have megabytes. */
export function toSmallView(
  row: OutlineRow,
  mine: boolean,
  position: number | null,
): Omit<SubmissionView, 'request' | 'result'> {
  return {
    ...toOutline(row),
    position,
    mine,
    worker: row.startedAt === null || row.cached ? null : { calibrationMs: row.calibrationMs },
  };
}

/** Those members of a view that a client asks for. */
export function pickFields(
  view: Partial<SubmissionView>,
  fields: readonly string[],
): Partial<SubmissionView> {
  return Object.fromEntries(Object.entries(view).filter(([name]) => fields.includes(name)));
}

/** The members of a view, as `fields` may name them. */
export const VIEW_FIELDS = [
  'id',
  'kind',
  'name',
  'status',
  'verdict',
  'progress',
  'position',
  'createdAt',
  'startedAt',
  'finishedAt',
  'mine',
  'public',
  'cached',
  'worker',
  'request',
  'result',
] as const satisfies readonly (keyof SubmissionView)[];

/** What was answered when the submission came in, whatever has become of it since. */
export function toAccepted(row: Pick<Submission, 'id' | 'kind' | 'createdAt'>): AcceptedSubmission {
  return { id: row.id, kind: row.kind, status: 'queued', createdAt: row.createdAt.toISOString() };
}

/** Whether nothing can happen to the submission any more. */
export function isFinal({ status }: Pick<SubmissionView, 'status'>): boolean {
  return status === 'finished' || status === 'cancelled';
}
