import { REQUEST_LIMITS } from '@app/contracts';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../../problem/domain-error.js';
import { addressKey } from '../addresses.js';
import { allowedMethods } from '../routes.js';
import { TaskTimeout, type ThreadPool, threadTask } from '../../threads/thread-pool.js';
import { BodyBudget } from './body-budget.js';
import { parseJson } from './parse-json.js';
import type { ParsedJson } from './parse-json.thread.js';

const MEDIA_TYPE = /^\s*application\/json\s*(?:;(.*))?$/i;
const CHARSET = /charset\s*=\s*"?([^\s;"]+)"?/i;
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
/** Parsing more than this takes longer than a millisecond or two: a thread does it. */
export const MAX_BYTES_HERE = 32 * 1024;
/** One for all bodies of the process, at whichever address they come in. */
const BUDGET = new BodyBudget();
const PARSE_TASK = threadTask<Uint8Array, ParsedJson>(import.meta.url, 'parse-json.thread', 10_000);

/**
 * Reads the body of one request into `request.body`. @throws DomainError that says what is wrong with it, and
 * where
 */
type ReadBody = (request: Request, response: Response) => Promise<void>;
/** Bodies that are read when it is known who sends them. */
const later = new WeakMap<Request, ReadBody>();

/**
 * Reads small JSON bodies at once: those of routes that need a form's token, or that only admins may call.
 */
export function smallJsonBody(maxBodyBytes: number): RequestHandler {
  const read = bodyReader(maxBodyBytes, null);
  return (request, response, next) => {
    if (!hasBody(request)) return next();
    read(request, response).then(() => next(), next);
  };
}

/**
 * Leaves a JSON body where it is, but for its media type: a guard looks at login and limits first.
 * `readLater` reads it. Everything wrong with a body is a problem that says what and where.
 */
export function jsonBody(
  threads: ThreadPool,
  maxBodyBytes: number = REQUEST_LIMITS.maxBodyBytes,
): RequestHandler {
  const read = bodyReader(maxBodyBytes, threads);
  return (request, _response, next) => {
    if (later.has(request) || !hasBody(request)) return next();
    try {
      checkMediaType(request);
    } catch (error) {
      return next(error);
    }
    later.set(request, read);
    next();
  };
}

/** Reads the body that `jsonBody` left, if any. @throws DomainError */
export async function readLater(request: Request, response: Response): Promise<void> {
  const read = later.get(request);
  later.delete(request);
  await read?.(request, response);
}

const readRawBody = rawReader(REQUEST_LIMITS.maxBodyBytes);

/**
 * Leaves the body of a request, whatever it is, for its handler: `readLater` makes `request.body` its bytes.
 */
export function leaveRawBody(request: Request): void {
  if (!WITH_BODY.has(request.method) && request.method !== 'DELETE') return;
  later.set(request, async (...exchange) => {
    request.body = await readRawBody(...exchange);
  });
}

/**
 * Reads what `leaveRawBody` left, for those who have to look at it before a guard does. @throws DomainError
 */
export async function readRawNow(request: Request, response: Response): Promise<void> {
  await later.get(request)?.(request, response);
  if (later.has(request)) later.set(request, () => Promise.resolve());
}

/** Where no route takes the request, its body is not worth reading. */
function hasBody(request: Request): boolean {
  return WITH_BODY.has(request.method) && allowedMethods(request).includes(request.method);
}

/** @param threads parse what is large; null: nothing is */
function bodyReader(maxBodyBytes: number, threads: ThreadPool | null): ReadBody {
  const readBytes = rawReader(maxBodyBytes);
  return async (request, response) => {
    checkMediaType(request);
    const bytes = await readBytes(request, response);
    request.body =
      threads === null || bytes.length <= MAX_BYTES_HERE
        ? parseJson(bytes)
        : await parseInThread(threads, bytes, addressKey(request.ip));
  };
}

/** Reads the bytes of bodies, within the memory that all of them together may take. */
function rawReader(maxBodyBytes: number): (request: Request, response: Response) => Promise<Buffer> {
  const readRaw = express.raw({ type: () => true, limit: maxBodyBytes });
  return (request, response) =>
    new Promise<Buffer>((resolve, reject) => {
      if (Number(request.headers['content-length']) > maxBodyBytes) return reject(tooLarge(maxBodyBytes));
      let isOver = false;
      refuseWhatGrows(request, maxBodyBytes, reject);
      BUDGET.watch(request, response, maxBodyBytes, (error) => {
        isOver = true;
        request.pause(); // The rest is not read; the connection ends with the answer.
        reject(error);
      });
      readRaw(request, response, (error?: unknown) => {
        if (isOver) return;
        if (error) return reject(explainReadError(error, maxBodyBytes) as Error);
        const body: unknown = request.body;
        resolve(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
      });
    });
}

/**
 * A body whose size the client does not say in advance. The reader of Express would take all of it before it says that
 * it is too large, and a client that sends slowly would wait for the answer until its time is over.
 */
function refuseWhatGrows(request: Request, maxBodyBytes: number, refuse: (error: DomainError) => void): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  let arrived = 0;
  const onData = ({ length }: Buffer) => {
    arrived += length;
    if (arrived <= maxBodyBytes) return;
    request.off('data', onData);
    refuse(tooLarge(maxBodyBytes));
  };
  request.on('data', onData);
}

function tooLarge(maxBodyBytes: number): DomainError {
  return new DomainError('body_too_large', { detail: `A body may have at most ${maxBodyBytes} bytes.` });
}

async function parseInThread(threads: ThreadPool, bytes: Buffer, address: string): Promise<unknown> {
  // Most such buffers have their memory for themselves; a copy of the others is small.
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  try {
    const parsed = await threads.run(PARSE_TASK, own, address, [own.buffer as ArrayBuffer]);
    if (parsed.kind === 'ok') return parsed.body;
    throw new DomainError(parsed.code, parsed.details);
  } catch (error) {
    if (!(error instanceof TaskTimeout)) throw error;
    throw new DomainError('unavailable', { detail: 'The body could not be read in time; try again later.' });
  }
}

function checkMediaType({ headers }: Request): void {
  const contentType = headers['content-type'];
  const match = MEDIA_TYPE.exec(contentType ?? '');
  if (!match)
    throw new DomainError('unsupported_media_type', {
      detail: `Send content-type: application/json${contentType === undefined ? '' : `, not ${contentType}`}.`,
      headers: { accept: 'application/json' },
    });
  const charset = CHARSET.exec(match[1] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new DomainError('unsupported_media_type', { detail: `Send UTF-8, not charset ${charset}.` });
}

/** The errors of raw-body and body-parser, by their `type`. */
function explainReadError(error: unknown, maxBodyBytes: number): unknown {
  const { type, message } = error as { type?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return tooLarge(maxBodyBytes);
    case 'encoding.unsupported':
      return new DomainError('unsupported_media_type', { detail: message });
    case 'request.aborted':
    case 'request.size.invalid':
      return new DomainError('malformed_body', { detail: message });
    default:
      // A content-encoding whose data does not unpack.
      return new DomainError('malformed_body', { detail: 'The body does not match its content-encoding.' });
  }
}
