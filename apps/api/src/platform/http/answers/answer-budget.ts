import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { DomainError } from '../../problem/domain-error.js';
import { addressKey } from '../addresses.js';
import { ByteBudget, type Lease } from '../bodies/byte-budget.js';
import { sendProblem } from './send-problem.js';

/** Answers that are made and not sent yet, of all. */
const MAX_BYTES_WAITING = 256 * 1024 * 1024;
/** Smaller ones are not worth the counting: so much fits into the buffers of a connection. */
const SMALL_BYTES = 64 * 1024;
/** What is handed to the connection at a time. */
const PIECE_BYTES = 64 * 1024;
/** A client that takes no piece of its answer for so long does not want it. */
const STALLED_MS = 20_000;

/** An answer in pieces, to be given to `end`: to join them would be one more piece of work for all to wait for. */
export class Pieces {
  constructor(readonly list: readonly Uint8Array[]) {}

  get length(): number {
    return this.list.reduce((sum, { length }) => sum + length, 0);
  }
}

/**
 * Sends large answers piece by piece as the client reads them. While they wait they count for its address and
 * for all addresses, and a client that stops reading is cut off. Any handler that gives the whole answer to
 * `end` goes through here.
 */
export function limitAnswers(
  maximum: number = MAX_BYTES_WAITING,
  stalledMs: number = STALLED_MS,
): RequestHandler {
  const budget = new ByteBudget(maximum);
  return (request: Request, response: Response, next: NextFunction) => {
    const end = response.end.bind(response) as (chunk?: unknown, ...rest: unknown[]) => Response;
    let isSending = false;
    response.end = ((chunk?: unknown, ...rest: unknown[]) => {
      if (isSending || !isLarge(chunk)) return end(chunk, ...rest);
      isSending = true;
      const pieces = toPieces(chunk);
      const lease = budget.open(addressKey(request.ip));
      if (response.closed || response.destroyed) return response;
      response.once('close', lease.giveBack);
      if (!lease.take(pieces.length)) return refuse(response, lease);
      // A HEAD has no body; Node drops it, and the count with it.
      if (request.method === 'HEAD') return end();
      sendPieces(response, pieces, stalledMs, end);
      return response;
    }) as Response['end'];
    next();
  };
}

function toPieces(chunk: string | Buffer | Pieces): Pieces {
  if (chunk instanceof Pieces) return chunk;
  return new Pieces([typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
}

function isLarge(chunk: unknown): chunk is string | Buffer | Pieces {
  if (chunk instanceof Pieces) return true;
  if (typeof chunk === 'string') return chunk.length > SMALL_BYTES;
  return Buffer.isBuffer(chunk) && chunk.length > SMALL_BYTES;
}

function refuse(response: Response, lease: Lease): Response {
  lease.giveBack();
  if (response.headersSent) return response.destroy() as Response;
  response.removeHeader('content-length');
  sendProblem(
    response,
    new DomainError('unavailable', {
      detail: 'Too many large answers are waiting to be read; read those first.',
      headers: { 'retry-after': '5' },
    }),
  );
  return response;
}

function* cut({ list }: Pieces): Iterable<Uint8Array> {
  for (const piece of list)
    for (let at = 0; at < piece.length; at += PIECE_BYTES) yield piece.subarray(at, at + PIECE_BYTES);
}

function sendPieces(response: Response, pieces: Pieces, stalledMs: number, end: () => unknown): void {
  if (
    !response.headersSent &&
    !response.hasHeader('content-length') &&
    !response.hasHeader('transfer-encoding')
  )
    response.setHeader('content-length', pieces.length);
  const watchdog = setTimeout(() => response.destroy(), stalledMs);
  const rest = cut(pieces)[Symbol.iterator]();
  const next = () => {
    watchdog.refresh();
    for (let piece = rest.next(); !piece.done; piece = rest.next())
      if (!response.write(piece.value)) return void response.once('drain', next);
    end();
  };
  response.once('close', () => clearTimeout(watchdog));
  next();
}
