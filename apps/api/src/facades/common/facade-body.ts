import type { Request } from 'express';
import { addressKey } from '../../platform/http/addresses.js';
import { leaveRawBody, MAX_BYTES_HERE } from '../../platform/http/bodies/json-body.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { TaskTimeout, type ThreadPool, threadTask } from '../../platform/threads/thread-pool.js';
import { type FacadeBody, readFacadeBody, type ReadBody } from './read-facade-body.js';

const READ_TASK = threadTask<FacadeBody, ReadBody>(import.meta.url, 'read-facade-body.thread', 10_000);
/** What reads the large bodies of requests for facades. */
const threadsOf = new WeakMap<Request, ThreadPool>();

/** A body that cannot be read as what its content type says. */
export class UnreadableBody extends Error {}

/** Leaves the body of a request for its handler, which asks for it here. @param threads read what is large */
export function leaveFacadeBody(request: Request, threads: ThreadPool): void {
  leaveRawBody(request);
  threadsOf.set(request, threads);
}

/** The body as JSON; undefined when there is none. @throws UnreadableBody, DomainError('unavailable') */
export async function jsonBody(request: Request): Promise<unknown> {
  return rawBody(request).length === 0 ? undefined : read(request, null);
}

/**
 * The members of a JSON object or a form; a file of a form as the text in it.
 * @param elseNothing whether JSON that is no object counts as one without members
 * @throws UnreadableBody, DomainError('unavailable')
 */
export async function bodyFields(
  request: Request,
  { elseNothing = false } = {},
): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (/^\s*(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type))
    // Without a prototype: a field may be called as anything.
    return Object.assign(Object.create(null) as object, await read(request, type)) as Record<string, unknown>;
  const body = (await jsonBody(request)) ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    if (elseNothing) return {};
    throw new UnreadableBody('not an object');
  }
  return body as Record<string, unknown>;
}

/** The bytes of the body; empty when there is none. */
function rawBody(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

async function read(request: Request, formType: string | null): Promise<unknown> {
  const bytes = rawBody(request);
  const threads = bytes.length > MAX_BYTES_HERE ? threadsOf.get(request) : undefined;
  const body = { bytes, formType };
  const found = await (threads ? inThread(threads, body, request) : readFacadeBody(body));
  if (found.kind === 'ok') return found.value;
  throw new UnreadableBody(found.message);
}

async function inThread(threads: ThreadPool, body: FacadeBody, request: Request): Promise<ReadBody> {
  try {
    // Copied, not handed over: who looks for a token in it leaves it to the handler.
    return await threads.run(READ_TASK, body, addressKey(request.ip));
  } catch (error) {
    if (!(error instanceof TaskTimeout)) throw error;
    throw new DomainError('unavailable', { detail: 'The body could not be read in time; try again later.' });
  }
}
