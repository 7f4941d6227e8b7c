import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DomainError } from '../../problem/domain-error.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../../problem/problem-document.js';

const LINGER_MS = 1_000;
/** What browsers must not make of an answer that is no page. */
const HEADERS = {
  connection: 'close',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

/** Answers with a problem where Node.js offers no response, and closes the connection. */
export function answerRaw(socket: Duplex, problem: DomainError, requestId: string = randomUUID()): void {
  const body = JSON.stringify(problemDocument(problem, requestId));
  const headers = {
    ...HEADERS,
    'x-request-id': requestId,
    ...problem.details.headers,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? problem.code}\r\n`;
  socket.on('error', () => {});
  socket.end(`${start}${lines.join('')}\r\n${body}`);
  // A client that is still sending would lose the answer if the connection closed at once; one that never
  // stops is cut off.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
