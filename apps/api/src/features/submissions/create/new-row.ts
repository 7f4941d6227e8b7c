import type { CachedResult } from '@app/results';
import {
  specOf,
  type JobPriority,
  type SubmissionKind,
  type SubmissionResult,
  type SuiteOfJob,
} from '@app/contracts';
import { jsonBytes, type Submission } from '@app/database';
import type { Caller } from '../../../accounts/access/caller.js';
import type { CreateSubmissionDto } from './kinds/index.js';

export interface CreateOptions {
  priority: JobPriority;
  idempotencyKey?: string | null;
  /** The result of the same work done before may stand for it. */
  reuse?: boolean;
  /** How a facade was asked for it. */
  facade?: object | null;
  /** Whom the facade tells that it is final; its address is looked at when that is done. */
  callbackUrl?: string | null;
  /** A client talks to its program while it runs. */
  live?: boolean;
  /** What the job has to know of its suite beside what the worker finds there. */
  suite?: Partial<SuiteOfJob>;
}

/** What the work of a submission depends on besides its request. */
export type Circumstances = Pick<Submission, 'name' | 'languages' | 'resultKey' | 'requestHash' | 'isPublic'>;

/** The row of a submission that has just come in. */
export function newRow(
  id: string,
  { ownerId, usageKey, addressKey }: Caller,
  request: CreateSubmissionDto,
  { priority, idempotencyKey = null, facade = null, live = false }: CreateOptions,
  circumstances: Circumstances,
): Submission {
  const now = new Date();
  return {
    id,
    ownerId,
    usageKey,
    addressKey,
    kind: request.kind,
    status: 'queued',
    verdict: null,
    priority,
    request,
    result: null,
    storedBytes: jsonBytes(request),
    blobs: null,
    progressDone: 0,
    progressTotal: specOf(request.kind).totalOf(request),
    eventSeq: 0,
    ...circumstances,
    tries: 0,
    handedBack: 0,
    claimId: null,
    calibrationMs: null,
    leaseUntil: null,
    publishedAt: null,
    idempotencyKey,
    live,
    facade,
    cached: false,
    deadLetteredAt: null,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
  };
}

/** The same row, final at once with a result that is known already. */
export function finishedRow(row: Submission, { verdict, result }: CachedResult): Submission {
  return {
    ...row,
    status: 'finished',
    cached: true,
    verdict,
    result: withoutCompiling(row.kind, result),
    storedBytes: row.storedBytes + jsonBytes(result),
    progressDone: row.progressTotal,
    publishedAt: null,
    startedAt: row.createdAt,
    finishedAt: row.createdAt,
  };
}

/** What was compiled for the earlier submission was not compiled again for this one. */
function withoutCompiling(kind: SubmissionKind, result: SubmissionResult): SubmissionResult {
  return specOf(kind).withCompilations(
    result,
    (compilation) => compilation && { ...compilation, cached: true },
  );
}
