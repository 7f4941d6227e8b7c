import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../problem/domain-error.js';
import type { BoundedRedis } from '@app/redis';

const WINDOW_S = 60;

/** What is left of the tightest limit that a request counts against. */
export interface Allowance {
  limit: number;
  remaining: number;
  resetS: number;
}

/**
 * Counts requests per minute and key. With Redis all replicas count together; while Redis is away each counts
 * for itself, so that its death neither locks all clients out nor lifts the limit.
 */
export class RequestLimiter {
  private readonly limiter: RateLimiterMemory | RateLimiterRedis;

  constructor(
    private readonly requestsPerMinute: number,
    redis: BoundedRedis | null,
    prefix: string,
  ) {
    const options = { points: requestsPerMinute, duration: WINDOW_S, keyPrefix: `${prefix}:requests` };
    const memory = new RateLimiterMemory(options);
    this.limiter = redis
      ? new RateLimiterRedis({
          ...options,
          storeClient: redis,
          useRedisPackage: true,
          insuranceLimiter: memory,
        })
      : memory;
  }

  /** Counts one request. @throws DomainError('too_many_requests') when this minute's are used up */
  async consume(key: string): Promise<Allowance> {
    try {
      return this.toAllowance(await this.limiter.consume(key));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const allowance = this.toAllowance(refused);
      throw new DomainError('too_many_requests', {
        detail: `At most ${allowance.limit} requests in a minute; go on in ${allowance.resetS} seconds.`,
        headers: { ...rateLimitHeaders(allowance), 'retry-after': String(allowance.resetS) },
      });
    }
  }

  /**
   * Counts one request for each of the keys. @returns what is left of the tightest @throws as `consume` does
   */
  async consumeAll(keys: readonly string[], before: Allowance): Promise<Allowance> {
    const counted = await Promise.all(keys.map((key) => this.consume(key)));
    return counted.reduce((least, one) => (one.remaining < least.remaining ? one : least), before);
  }

  private toAllowance({ remainingPoints, msBeforeNext }: RateLimiterRes): Allowance {
    const resetS = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { limit: this.requestsPerMinute, remaining: remainingPoints, resetS };
  }
}

/** @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07 */
export function rateLimitHeaders({ limit, remaining, resetS }: Allowance): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetS),
    'ratelimit-policy': `${limit};w=${WINDOW_S}`,
  };
}
