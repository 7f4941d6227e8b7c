import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DomainError } from '../../problem/domain-error.js';
import { answerRaw } from '../answers/raw-answer.js';
import { isTaken } from './upgrades.js';

/** Where Socket.IO listens. */
const SOCKETS_PATH = '/socket.io/';

interface Times {
  /** For all headers, and for the request with its body. */
  headersMs: number;
  requestMs: number;
  /** Without a byte in either direction: longer than any answer is held. */
  stalledMs: number;
  /** How often connections are looked at. */
  checkEveryMs: number;
}
const TIMES: Times = { headersMs: 20_000, requestMs: 120_000, stalledMs: 180_000, checkEveryMs: 5_000 };

/**
 * Time limits of the HTTP server: a client that sends or takes a byte now and then must not hold a connection
 * for ever. Call it before the server listens.
 */
export function limitServer(server: Server, times: Partial<Times> = {}): void {
  const { headersMs, requestMs, stalledMs, checkEveryMs } = { ...TIMES, ...times };
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.timeout = stalledMs;
  // An option of createServer, which Nest does not pass on; it is read when the server starts to listen.
  Object.assign(server, { connectionsCheckingInterval: checkEveryMs });
  // Above the usual 60 s of proxies in front, so that it is the proxy that closes idle connections.
  server.keepAliveTimeout = 65_000;
  // All of them are there to be counted; 16 KiB bound them.
  server.maxHeadersCount = 0;
  server.on('clientError', refuseBrokenRequest);
  server.on('connection', ignoreOtherProtocols);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isTaken(server, request, socket, head)) refuseOtherUpgrades(request, socket);
  });
}

const refused = new WeakSet<Socket>();

/** A request that is not HTTP reaches no middleware; it gets its problem document all the same. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // What still arrives of it is as broken.
  if (refused.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  refused.add(socket);
  const code = codeOf(error);
  answerRaw(socket, new DomainError(code, { detail: DETAILS[code] }));
}

/** What Node.js reads the requests of a connection with: no public name, but all versions have had it. */
interface Parser {
  onIncoming?: (request: IncomingMessage & { upgrade?: boolean }, keepAlive: boolean) => unknown;
}

/**
 * Java's client asks for HTTP/2 with the first request of a connection, and takes an answer in HTTP/1.1, which
 * a server may always give. Since sockets may upgrade their connections, Node.js would hand over such a
 * request instead, and no route would see it. Source: RFC 9110, 7.8.
 */
function ignoreOtherProtocols(socket: Socket & { parser?: Parser | null }): void {
  const { parser } = socket;
  const take = parser?.onIncoming;
  if (!parser || !take) return;
  parser.onIncoming = (request, keepAlive) => {
    const isForSocket = /\bwebsocket\b/i.test(request.headers.upgrade ?? '');
    if (request.method !== 'CONNECT' && !isForSocket) request.upgrade = false;
    return take(request, keepAlive);
  };
}

/** A WebSocket where none listens: Node.js hands over every such request, at whichever address. */
function refuseOtherUpgrades({ url }: IncomingMessage, socket: Duplex): void {
  if (url?.startsWith(SOCKETS_PATH)) return;
  const detail = 'No WebSocket listens at this address; ask in HTTP/1.1, without the header Upgrade.';
  answerRaw(socket, new DomainError('bad_request', { detail }));
}

const DETAILS = {
  bad_request: 'This is not a request that HTTP/1.1 allows.',
  headers_too_large: 'The headers of a request may have 16 KiB.',
  request_timeout: 'Headers have 20 seconds to arrive, requests 120.',
} as const;

function codeOf(error: NodeJS.ErrnoException): keyof typeof DETAILS {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'bad_request';
}
