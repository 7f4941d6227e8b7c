import type { NextFunction, Request, Response } from 'express';
import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';

const HEADER = 'x-request-id';
const ACCEPTABLE = /^[\w.-]{1,64}$/;

/** Gives every answer an `x-request-id`: the caller's own when it is a plain word, else a new one. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers[HEADER];
  response.setHeader(HEADER, typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID());
  next();
}

/** The `x-request-id` of an answer. */
export function requestIdOf(response: Pick<ServerResponse, 'getHeader'>): string | undefined {
  const id = response.getHeader(HEADER);
  return typeof id === 'string' ? id : undefined;
}
