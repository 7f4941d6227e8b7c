import type { NextFunction, Request, Response } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'socket.io';
import { answerRaw } from '../http/answers/raw-answer.js';
import { requestIdOf } from '../http/request-id.js';
import { addressKey } from '../http/addresses.js';
import { checkHeaderCount } from '../http/header-count.js';
import type { WithAllowance } from '../request-limits/count-requests.js';
import { rateLimitHeaders, type RequestLimiter } from '../request-limits/request-limiter.js';
import { DomainError } from '../problem/domain-error.js';
import { sendProblem } from '../http/answers/send-problem.js';
import { toDomainError } from '../problem/to-domain-error.js';
import { MessageAllowance } from './message-allowance.js';
import { isTooLong } from './message-size.js';
import type { OpenConnections } from './open-connections.js';

type Engine = Server['engine'];
/** A request as Engine.IO hands it on, made one of Express: with the address that proxies tell. */
type Handshake = IncomingMessage &
  WithAllowance & {
    readonly ip?: string;
    readonly _query: Readonly<Record<string, string>>;
    /** Only of long polling. */
    readonly res?: ServerResponse;
    /** Once it is one. */
    readonly websocket?: unknown;
  };
/** What there is of a response to an upgrade, too. */
type Headers = Pick<ServerResponse, 'setHeader' | 'getHeader' | 'once'>;

/**
 * A request that opens a connection counts for its address, like any other, and takes a place that it keeps
 * until the connection is closed. Requests of an open connection are not counted again. A client that is
 * refused gets a problem. Call it after the middlewares that turn the request into one of Express and give it
 * an id.
 */
export function limitHandshakes(engine: Engine, limiter: RequestLimiter, connections: OpenConnections): void {
  const ids = new WeakMap<IncomingMessage, string>();
  const places = new WeakMap<IncomingMessage, () => void>();
  const allowance = new MessageAllowance();

  async function admit(request: Handshake, response: Headers): Promise<void> {
    checkHeaderCount(request);
    const address = addressKey(request.ip);
    request.allowance = await limiter.consume(`address:${address}`);
    for (const [name, value] of Object.entries(rateLimitHeaders(request.allowance)))
      response.setHeader(name, value);
    const giveBack = connections.take(address);
    places.set(request, giveBack);
    // Refused by others, or gone before it was opened.
    response.once('close', () => {
      if (places.delete(request)) giveBack();
    });
  }

  function refuse(request: Handshake, problem: DomainError): void {
    if (request.res) sendProblem(request.res, problem);
    else answerRaw(request.socket, problem, ids.get(request));
  }

  engine.use((request: Handshake, response: Headers, next: () => void) => {
    ids.set(request, requestIdOf(response)!);
    response.setHeader('cache-control', 'no-store');
    if (isOpen(engine, request)) return next();
    admit(request, response).then(next, (error: unknown) =>
      refuse(request, toDomainError(error) ?? new DomainError('internal_error')),
    );
  });

  engine.on('connection', (connection: EngineSocket) => {
    const giveBack = places.get(connection.request);
    if (!giveBack) return connection.close(true);
    places.delete(connection.request);
    connection.once('close', giveBack);
    countMessages(connection);
  });

  /**
   * Over its allowance, or with a message that is too long, a connection ends at once: what it has sent
   * already is not even read.
   */
  function countMessages(connection: EngineSocket): void {
    const messages = allowance.open(addressKey((connection.request as Handshake).ip));
    const transport = connection.request.socket;
    connection.once('close', messages.close);
    connection.on('packet', ({ data }) => {
      if (messages.take() && !isTooLong(data)) return;
      connection.close(true);
      transport.destroy();
    });
  }

  engine.on('connection_error', ({ req, message }: { req: Handshake; message: string }) => {
    // A WebSocket that is open already has had its answer.
    if (!req.websocket) refuse(req, new DomainError('bad_request', { detail: `${message}.` }));
  });
}

/** A middleware for what opens a connection alone: all that follows on it is known by that. */
export function onlyHandshakes(
  engine: Engine,
  middleware: (request: Request, response: Response, next: NextFunction) => unknown,
): (request: Handshake & Request, response: Response, next: NextFunction) => unknown {
  return (request, response, next) =>
    isOpen(engine, request) ? next() : middleware(request, response, next);
}

function isOpen(engine: Engine, { _query }: Handshake): boolean {
  return _query.sid !== undefined && Object.hasOwn(engine['clients'], _query.sid);
}

interface EngineSocket {
  readonly request: IncomingMessage;
  close(discard: boolean): void;
  once(event: 'close', listener: () => void): unknown;
  on(event: 'packet', listener: (packet: { data?: unknown }) => void): unknown;
}
