import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../problem/domain-error.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problem/problem-document.js';

/** Time limits of the HTTP server: a client that sends a byte now and then must not hold a connection for ever. */
export function limitServer(server: Server): void {
  server.headersTimeout = 20_000;
  server.requestTimeout = 120_000;
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
