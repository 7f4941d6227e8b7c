import { MAX_TRIES, type SubmissionResult } from '@app/contracts';
import { HAND_BACK_DELAY_MS, type NewsOfEnd } from '@app/queue';
import type { Logger } from '@nestjs/common';
import { JobFailed } from '../kinds/kind.js';
import { RunnerUnavailable } from '../runner/runner.js';
import type { Claim, ClaimStore, Ending, FurtherEnding, JobState, StoredEnd } from './claim-store.js';
import { JobAborted, JobReturned } from './job-aborted.js';
import { kindOfRow } from './kind-of-row.js';

/** What the owner of a job reads when the fault is ours; the log has the rest. */
const OUR_FAULT = 'the worker failed; this is no fault of the programs';

/** An ending as it is stored. `isDead`: the job was given up, and an operator is to look at it. */
export type StoredEnding = Ending & Pick<FurtherEnding, 'isDead' | 'blobs'>;

/** Of a job that is not tried again. */
export function givenUp(claim: Claim, reason: string): StoredEnding {
  return { ...internalError(claim, reason), isDead: true };
}

/**
 * What an error makes of the job; null when it is no longer ours.
 * @param found what the job had come to before the error
 * @throws JobReturned after giving the claim back
 */
export async function endingOfError(
  claim: Claim,
  error: unknown,
  found: SubmissionResult | null,
  { store, logger }: { store: ClaimStore; logger: Logger },
): Promise<StoredEnding | null> {
  if (error instanceof JobFailed) return internalError(claim, error.message);
  if (error instanceof JobAborted) return endingOfAbort(claim, error.why, found, store);
  logger.error(
    `submission ${claim.submissionId}, try ${claim.tries}: ${error instanceof Error ? error.stack : String(error)}`,
  );
  if (error instanceof RunnerUnavailable && !claim.live && claim.tries - claim.handedBack < MAX_TRIES) {
    await store.release(claim, true);
    throw new JobReturned('no sandbox could be had', HAND_BACK_DELAY_MS, { cause: error });
  }
  return internalError(claim, error instanceof RunnerUnavailable ? 'no sandbox could be had' : OUR_FAULT);
}

async function endingOfAbort(
  claim: Claim,
  why: JobAborted['why'],
  found: SubmissionResult | null,
  store: ClaimStore,
): Promise<StoredEnding | null> {
  switch (why) {
    case 'cancelled':
      return { status: 'cancelled', verdict: null, result: found };
    case 'claim_lost':
      return null;
    case 'took_too_long':
      return internalError(claim, 'the job took longer than its limits allow');
    case 'worker_stopping':
      if (claim.live) return internalError(claim, 'the worker was told to stop while the program ran');
      await store.release(claim, false);
      throw new JobReturned('the worker is stopping');
    default:
      throw new TypeError(`unknown reason ${JSON.stringify(why satisfies never)}`);
  }
}

/**
 * What the news of an end carries for the api, so that it need not read the row.
 * @param mostResultBytes a longer result is left out, as the bus cannot carry it
 */
export function newsOfEnd(
  { startedAt, calibrationMs }: Claim,
  { result, blobs = null }: StoredEnding,
  { progress }: JobState,
  { payers, finishedAt, resultBytes }: StoredEnd,
  mostResultBytes: number,
): NewsOfEnd {
  if (resultBytes > mostResultBytes) return { payers };
  const times = { startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString() };
  return { payers, row: { ...times, progress, calibrationMs, result, blobs } };
}

/** Of a job that ends although its programs are not to blame. */
export function internalError({ request }: Claim, reason: string): Ending {
  return {
    status: 'finished',
    verdict: 'internal_error',
    result: kindOfRow(request.kind).emptyResult(request, reason),
  };
}
