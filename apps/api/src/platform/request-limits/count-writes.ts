import type { Request, RequestHandler } from 'express';
import { isWrite } from '../http/cross-site.js';
import { addressKey } from '../http/addresses.js';
import { type Allowance, rateLimitHeaders, type RequestLimiter } from './request-limiter.js';

/** What is left to the address of a request that was counted already. */
export interface WithAllowance {
  allowance?: Allowance;
}

/**
 * Counts writes before a byte of their body is read: neither broken bodies nor large ones are for free. All
 * other requests are counted by the guard, which knows their route, but for those that no guard sees.
 * @param isCounted of requests that write nothing, those that are counted here
 */
export function countRequests(
  limiter: RequestLimiter,
  isCounted: (request: Request) => boolean,
): RequestHandler {
  return (request, response, next) => {
    if (!isWrite(request) && !isCounted(request)) return next();
    limiter.consume(`address:${addressKey(request.ip)}`).then((allowance) => {
      (request as WithAllowance).allowance = allowance;
      response.set(rateLimitHeaders(allowance));
      next();
    }, next);
  };
}
