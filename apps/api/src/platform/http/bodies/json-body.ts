import { REQUEST_LIMITS } from '@app/contracts';
import express, { type NextFunction, type Request, type RequestHandler } from 'express';
import { DomainError, invalidRequest } from '../../problem/domain-error.js';
import { BodyBudget } from './body-budget.js';
import { findForbidden } from './json-guard.js';
import { scanJson } from './json-scan.js';
import { locateJsonError } from './json-syntax.js';
import { allowedMethods } from '../routes.js';

/** No request of this API nests deeper than 6 or has more members than a few thousand. */
const MAX_DEPTH = 64;
const MAX_VALUES = 50_000;
const MEDIA_TYPE = /^\s*application\/json\s*(?:;(.*))?$/i;
const CHARSET = /charset\s*=\s*"?([^\s;"]+)"?/i;
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Reads JSON bodies up to `maxBodyBytes`; everything wrong with one is a problem that says what and where. */
export function jsonBody(maxBodyBytes: number = REQUEST_LIMITS.maxBodyBytes): RequestHandler {
  const readRaw = express.raw({ type: () => true, limit: maxBodyBytes });
  const budget = new BodyBudget();
  return (request, response, next) => {
    // Where no route takes the request, its body is not worth reading.
    if (!WITH_BODY.has(request.method) || !allowedMethods(request).includes(request.method)) return next();
    try {
      checkMediaType(request);
    } catch (error) {
      return next(error);
    }
    let isOver = false;
    budget.watch(request, response, maxBodyBytes, (error) => {
      isOver = true;
      request.pause(); // What is still to come is nobody's; the connection ends with the answer.
      next(error);
    });
    readRaw(request, response, (error?: unknown) => {
      if (isOver) return;
      if (error) return next(explainReadError(error, maxBodyBytes));
      parse(request, next);
    });
  };
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

function parse(request: Request, next: NextFunction): void {
  try {
    const bytes: unknown = request.body;
    request.body = parseBody(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0));
    next();
  } catch (error) {
    next(error);
  }
}

function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0)
    throw new DomainError('malformed_json', { detail: 'The body is empty; expected a JSON object.' });
  const text = decode(bytes);
  const scan = scanJson(bytes, MAX_DEPTH, MAX_VALUES);
  if (scan.kind === 'too_deep')
    throw new DomainError('malformed_json', {
      detail: `Nested deeper than ${MAX_DEPTH} levels at byte ${scan.position}.`,
    });
  if (scan.kind === 'too_many_values')
    throw new DomainError('malformed_json', { detail: `More than ${MAX_VALUES} values in one body.` });
  const body = parseText(text);
  const forbidden = findForbidden(body);
  if (forbidden) throw invalidRequest([forbidden]);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new DomainError('invalid_request', {
      detail: 'The body has to be a JSON object.',
      errors: [{ field: '', message: 'expected a JSON object' }],
    });
  return body;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError('malformed_json', { detail: 'The body is not valid UTF-8.' });
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { position, line, column } = locateJsonError(text);
    throw new DomainError('malformed_json', {
      detail: `Not JSON from line ${line}, column ${column} on (position ${position}).`,
      extensions: { position, line, column },
    });
  }
}

/** The errors of raw-body and body-parser, by their `type`. */
function explainReadError(error: unknown, maxBodyBytes: number): unknown {
  const { type, message } = error as { type?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return new DomainError('body_too_large', { detail: `A body may have at most ${maxBodyBytes} bytes.` });
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
