import type { SubmissionRequest } from '@app/contracts';
import type { Submission } from '@app/database';
import { v7 as uuidv7 } from 'uuid';

/** A row as the api stores it when a submission comes in. */
export function queuedRow(request: SubmissionRequest): Submission {
  const now = new Date();
  return {
    id: uuidv7(),
    ownerId: 'anonymous',
    kind: request.kind,
    status: 'queued',
    name: null,
    verdict: null,
    priority: 'batch',
    request,
    result: null,
    storedBytes: 0,
    blobs: null,
    progressDone: 0,
    progressTotal: 0,
    eventSeq: 0,
    languages: [],
    tries: 0,
    handedBack: 0,
    claimId: null,
    calibrationMs: null,
    leaseUntil: null,
    publishedAt: now,
    isPublic: false,
    usageKey: 'user:1',
    addressKey: 'address:192.0.2.1',
    idempotencyKey: null,
    facade: null,
    requestHash: '',
    resultKey: null,
    cached: false,
    live: false,
    deadLetteredAt: null,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
  };
}
