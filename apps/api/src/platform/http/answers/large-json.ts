import { jsonBytes } from '@app/database';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { concatMap, type Observable } from 'rxjs';
import { Pieces } from './answer-budget.js';
import { jsonInPieces } from '../../slices/json-in-pieces.js';

/** Smaller answers are written in a millisecond. */
const LARGE_BYTES = 256 * 1024;

/** An answer that is JSON already. */
export class JsonBytes {
  readonly pieces: readonly Uint8Array[];

  constructor(...pieces: readonly Uint8Array[]) {
    this.pieces = pieces;
  }
}

/** Lets handlers answer with `JsonBytes`. */
export function sendJsonBytes(_request: Request, response: Response, next: NextFunction): void {
  const json = response.json.bind(response);
  response.json = (body: unknown) => {
    if (!(body instanceof JsonBytes)) return json(body);
    const pieces = new Pieces(body.pieces);
    return response
      .type('application/json')
      .set('content-length', String(pieces.length))
      .end(pieces as unknown as string);
  };
  next();
}

/** Writes large answers in pieces between which other requests have their turn. */
@Injectable()
export class LargeJsonInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    return next
      .handle()
      .pipe(
        concatMap(async (body: unknown) =>
          isPlain(body) && jsonBytes(body) > LARGE_BYTES ? new JsonBytes(await jsonInPieces(body)) : body,
        ),
      );
  }
}

function isPlain(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  return Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype;
}
