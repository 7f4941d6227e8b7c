import type { Request, RequestHandler } from 'express';
import { addressKey } from '../http/addresses.js';
import { type Allowance, rateLimitHeaders, type RequestLimiter } from './request-limiter.js';

/** What is left to the address of a request that was counted already. */
export interface WithAllowance {
  allowance?: Allowance;
}

/**
 * Counts requests for their address before anything is looked up for them and a byte of their body is read:
 * neither broken bodies nor large ones are for free, nor sessions, nor addresses at which there is nothing.
 * @param isFree of requests that are not counted
 */
export function countRequests(
  limiter: RequestLimiter,
  isFree: (request: Request) => boolean,
): RequestHandler {
  return (request, response, next) => {
    if (isFree(request)) return next();
    limiter.consume(`address:${addressKey(request.ip)}`).then((allowance) => {
      (request as WithAllowance).allowance = allowance;
      response.set(rateLimitHeaders(allowance));
      next();
    }, next);
  };
}
