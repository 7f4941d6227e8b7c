import { Semaphore } from '@app/async';
import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { DomainError } from '../../../platform/problem/domain-error.js';

/** A row above this is read by itself: it keeps the database busy for a while, and all who wait for it. */
export const LARGE_BYTES = 1024 * 1024;
const AT_A_TIME = 2;
/** The embedded database does one thing after the other: a small read waits for all that came before. */
const AT_A_TIME_EMBEDDED = 1;
/** Of one address, waiting or being read. */
const MOST_OF_ONE_ADDRESS = 4;
const MOST_OF_ALL = 64;
const RETRY_AFTER_S = 2;
const MAX_KNOWN = 10_000;

/** Keeps large rows from being read by hundreds at the same time: all other reads would wait. */
@Injectable()
export class LargeReads {
  private readonly slots: Semaphore;
  private readonly ofAddress = new Map<string, number>();
  /** Submissions that are large, with who was let read them. */
  private readonly known = new LRUCache<string, true>({ max: MAX_KNOWN });
  private all = 0;

  constructor(@Inject(CONFIG) config: Pick<Config, 'databaseUrl'>) {
    this.slots = new Semaphore(config.databaseUrl === null ? AT_A_TIME_EMBEDDED : AT_A_TIME);
  }

  /** Whether this caller was let read the submission, which is large. */
  isKnown(ownerId: string, id: string): boolean {
    return this.known.has(`${id} ${ownerId}`);
  }

  remember(ownerId: string, id: string): void {
    this.known.set(`${id} ${ownerId}`, true);
  }

  /** @param address of the client @throws DomainError('unavailable') when too many wait */
  async run<T>(address: string, read: () => Promise<T>): Promise<T> {
    const own = this.ofAddress.get(address) ?? 0;
    if (own >= MOST_OF_ONE_ADDRESS || this.all >= MOST_OF_ALL)
      throw new DomainError('unavailable', {
        detail: 'Too many large submissions are being read at the same time; try again in a moment.',
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    this.change(address, 1);
    try {
      return await this.slots.use(read);
    } finally {
      this.change(address, -1);
    }
  }

  private change(address: string, by: number): void {
    this.all += by;
    const left = (this.ofAddress.get(address) ?? 0) + by;
    if (left > 0) this.ofAddress.set(address, left);
    else this.ofAddress.delete(address);
  }
}
