import type { Request, Response } from 'express';
import { DomainError } from '../../problem/domain-error.js';
import { addressKey } from '../addresses.js';

/** Bodies in hand at the same time. One of 16 MiB takes several times that while it is read, checked and stored. */
const MAX_BYTES_IN_HAND = 256 * 1024 * 1024;
/** What one address may have of that. */
const ONE_ADDRESS = 1 / 4;

/**
 * Keeps large bodies that arrive at the same time from filling the memory of the process. What counts is what has
 * arrived: a request that only says that it will be large takes nothing from others.
 */
export class BodyBudget {
  private inHand = 0;
  private readonly ofAddress = new Map<string, number>();

  constructor(private readonly maximum: number = MAX_BYTES_IN_HAND) {}

  /**
   * Counts a body as it arrives, until its request is answered.
   * @param maxBodyBytes what a body that unpacks to something else may become
   * @param refuse called once, with what to answer, when there is no room for more of it
   */
  watch(
    request: Request,
    response: Response,
    maxBodyBytes: number,
    refuse: (error: DomainError) => void,
  ): void {
    const address = addressKey(request.ip);
    const isPacked = request.headers['content-encoding'] !== undefined;
    let counted = 0;
    const count = (bytes: number) => {
      counted += bytes;
      this.change(address, bytes);
    };
    const onData = ({ length }: Buffer) => {
      count(isPacked ? maxBodyBytes - counted : length);
      if (!this.isOver(address)) return;
      request.off('data', onData);
      refuse(tooMuch());
    };
    request.on('data', onData);
    response.once('close', () => count(-counted));
  }

  private isOver(address: string): boolean {
    return (
      this.inHand > this.maximum || (this.ofAddress.get(address) ?? 0) > Math.ceil(this.maximum * ONE_ADDRESS)
    );
  }

  private change(address: string, bytes: number): void {
    this.inHand += bytes;
    const own = (this.ofAddress.get(address) ?? 0) + bytes;
    if (own > 0) this.ofAddress.set(address, own);
    else this.ofAddress.delete(address);
  }
}

function tooMuch(): DomainError {
  return new DomainError('unavailable', {
    detail: 'Too many large requests at the same time; try again in a moment.',
    headers: { 'retry-after': '2', connection: 'close' },
  });
}
