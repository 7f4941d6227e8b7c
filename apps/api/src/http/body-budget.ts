import type { Request, Response } from 'express';
import { DomainError } from '../problem/domain-error.js';

/** Bodies in hand at the same time. One of 16 MiB takes several times that while it is read, checked and stored. */
const MAX_BYTES_IN_HAND = 256 * 1024 * 1024;
/** Small ones are not counted: there cannot be enough of them to matter. */
const SMALL_BYTES = 64 * 1024;

/** Keeps large bodies that arrive at the same time from filling the memory of the process. */
export class BodyBudget {
  private inHand = 0;

  constructor(private readonly maximum: number = MAX_BYTES_IN_HAND) {}

  /**
   * Counts the body of a request until the request is answered.
   * @throws DomainError('unavailable') when too much is in hand already
   */
  take(request: Request, response: Response, maxBodyBytes: number): void {
    const bytes = claimedBytes(request, maxBodyBytes);
    if (bytes <= SMALL_BYTES) return;
    if (this.inHand + bytes > this.maximum)
      throw new DomainError('unavailable', {
        detail: 'Too many large requests at the same time; try again in a moment.',
        headers: { 'retry-after': '2' },
      });
    this.inHand += bytes;
    response.once('close', () => (this.inHand -= bytes));
  }
}

/** What the header says; the most there can be when it says nothing, or when the body unpacks to something else. */
function claimedBytes({ headers }: Request, maxBodyBytes: number): number {
  const length = headers['content-length'];
  if (length === undefined || headers['content-encoding'] !== undefined) return maxBodyBytes;
  return Math.min(Number(length), maxBodyBytes);
}
