import type { Request } from 'express';
import { bodyFields, jsonBody, UnreadableBody } from '../common/facade-body.js';
import { PistonError } from './piston-error.js';

/**
 * The body as a JSON object; `text/plain` that is one counts, as one of the clients sends it.
 * @param takesUntyped whether JSON of no type counts as well: clients of version 1 send such
 * @throws PistonError(415), UnreadableBody
 */
export async function objectOf(
  request: Request,
  { takesUntyped = false } = {},
): Promise<Record<string, unknown>> {
  if (isJson(request)) {
    const body = (await jsonBody(request)) ?? {};
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  }
  const type = request.headers['content-type'] ?? '';
  if (!/^text\/plain\b/i.test(type) && !(takesUntyped && type === '')) throw wrongType();
  try {
    return await bodyFields(request);
  } catch (error) {
    throw error instanceof UnreadableBody ? wrongType() : error;
  }
}

function isJson({ headers }: Request): boolean {
  return (headers['content-type'] ?? '').startsWith('application/json');
}

function wrongType(): PistonError {
  return new PistonError(415, 'requests must be of type application/json');
}
