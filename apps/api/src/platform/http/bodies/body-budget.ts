import type { Request, Response } from 'express';
import { DomainError } from '../../problem/domain-error.js';
import { addressKey } from '../addresses.js';
import { ByteBudget } from './byte-budget.js';

/**
 * All bodies in memory together. One of 16 MiB takes several times that while it is read, checked and stored.
 */
const MAX_BYTES_IN_HAND = 256 * 1024 * 1024;

/**
 * Keeps large bodies that arrive at the same time from filling the memory of the process. What counts is what
 * has arrived: a request that only says that it will be large takes nothing from others.
 */
export class BodyBudget {
  private readonly budget: ByteBudget;

  constructor(maximum: number = MAX_BYTES_IN_HAND) {
    this.budget = new ByteBudget(maximum);
  }

  /** Bytes of all bodies in memory. */
  get taken(): number {
    return this.budget.taken;
  }

  /**
   * Counts a body as it arrives, until its request is answered or gone; what arrives later counts for nothing.
   * @param maxBodyBytes what a body that unpacks to something else may become
   * @param refuse called once, with what to answer, when there is no room for more of it
   */
  watch(
    request: Request,
    response: Response,
    maxBodyBytes: number,
    refuse: (error: DomainError) => void,
  ): void {
    // Its `close` has been: nothing would ever give back what is counted now.
    if (response.closed || response.destroyed) return;
    const lease = this.budget.open(addressKey(request.ip));
    const isPacked = request.headers['content-encoding'] !== undefined;
    let counted = 0;
    const onData = ({ length }: Buffer) => {
      const more = isPacked ? maxBodyBytes - counted : length;
      counted += more;
      if (lease.take(more)) return;
      request.off('data', onData);
      refuse(tooMuch());
    };
    request.on('data', onData);
    response.once('close', () => {
      // A connection that stays open goes on to bring bytes after the answer.
      request.off('data', onData);
      lease.giveBack();
    });
  }
}

function tooMuch(): DomainError {
  return new DomainError('unavailable', {
    detail: 'Too many large requests at the same time; try again in a moment.',
    headers: { 'retry-after': '2', connection: 'close' },
  });
}
