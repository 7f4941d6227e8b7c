import { invalidRequest, DomainError } from '../../problem/domain-error.js';
import { findForbidden } from './json-guard.js';
import { scanJson } from './json-scan.js';
import { locateJsonError } from './json-syntax.js';

/** No request of this API nests deeper than 6 or has more members than a few thousand. */
export const MAX_DEPTH = 64;
export const MAX_VALUES = 50_000;

/**
 * The object that a body holds, or what is wrong with it.
 * @throws DomainError('malformed_json' | 'invalid_request')
 */
export function parseJson(bytes: Buffer): unknown {
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
