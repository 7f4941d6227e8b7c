import type { CachedResult } from '@app/cache';
import { REQUEST_LIMITS, type Compilation, type JobPriority } from '@app/contracts';
import type { Submission } from '@app/entities';
import type { Caller } from '../../../accounts/access/caller.js';
import type { CreateSubmissionDto } from './dto/create-submission.dto.js';

export interface CreateOptions {
  priority: JobPriority;
  idempotencyKey?: string | null;
  /** The programs have to run, whatever is known of earlier runs. */
  fresh?: boolean;
}

/** What the work of a submission depends on besides its request. */
export type Circumstances = Pick<Submission, 'languages' | 'resultKey' | 'requestHash' | 'isPublic'>;

/** The row of a submission that has just come in. */
export function newRow(
  id: string,
  { ownerId, usageKey, addressKey }: Caller,
  request: CreateSubmissionDto,
  { priority, idempotencyKey = null }: CreateOptions,
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
    progressDone: 0,
    progressTotal: totalOf(request),
    eventSeq: 0,
    ...circumstances,
    tries: 0,
    handedBack: 0,
    claimId: null,
    leaseUntil: null,
    publishedAt: null,
    idempotencyKey,
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
    result: withoutCompiling(result),
    progressDone: row.progressTotal,
    publishedAt: null,
    startedAt: row.createdAt,
    finishedAt: row.createdAt,
  };
}

/** What was compiled for the earlier submission was not compiled again for this one. */
function withoutCompiling(result: CachedResult['result']): CachedResult['result'] {
  const known = (compilation: Compilation): Compilation => compilation && { ...compilation, cached: true };
  if ('compilation' in result) return { ...result, compilation: known(result.compilation) };
  const { reference, candidate, generator } = result.compilations;
  return {
    ...result,
    compilations: {
      reference: known(reference),
      candidate: known(candidate),
      ...(generator !== undefined && { generator: known(generator) }),
    },
  };
}

/** Steps until it is done: runs, tests or iterations. */
function totalOf(request: CreateSubmissionDto): number {
  switch (request.kind) {
    case 'run':
      return 1;
    case 'judge':
      return request.tests.length;
    case 'stress':
      return request.iterations ?? REQUEST_LIMITS.defaultIterations;
    default:
      throw new Error(`unmapped request ${JSON.stringify(request satisfies never)}`);
  }
}
