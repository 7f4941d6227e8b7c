import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../problem/domain-error.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problem/problem-document.js';

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
 * Time limits of the HTTP server: a client that sends or takes a byte now and then must not hold a connection for ever.
 * Call it before the server listens.
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
  server.maxHeadersCount = 100;
  server.on('clientError', refuseBrokenRequest);
}

/** A request that is not HTTP reaches no middleware; it gets its problem document all the same. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new DomainError(codeOf(error), { detail: 'This is not a request that HTTP/1.1 allows.' });
  const body = JSON.stringify(problemDocument(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\nconnection: close\r\ncontent-type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function codeOf(error: NodeJS.ErrnoException) {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'bad_request';
}
