import type { NextFunction, Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import { DomainError } from '../problem/domain-error.js';

/** Names and values are in one list. */
const MAX_HEADERS = 100;

/**
 * Node would drop what is more, and with it what a proxy wrote last: who the client is. Of two names for the
 * service it would take the first, and a proxy before it perhaps the other. Source: RFC 9112, 3.2.
 * @throws DomainError('headers_too_large' | 'bad_request')
 */
export function checkHeaderCount({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): void {
  if (rawHeaders.length > MAX_HEADERS * 2)
    throw new DomainError('headers_too_large', {
      detail: `A request may have ${MAX_HEADERS} headers, not ${rawHeaders.length / 2}.`,
      headers: { connection: 'close' },
    });
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1)
    throw new DomainError('bad_request', {
      detail: 'A request has one Host header.',
      headers: { connection: 'close' },
    });
}

/** Refuses requests with too many headers, or two of `Host`, before anything else looks at them. */
export function refuseManyHeaders(request: Request, _response: Response, next: NextFunction): void {
  checkHeaderCount(request);
  next();
}
