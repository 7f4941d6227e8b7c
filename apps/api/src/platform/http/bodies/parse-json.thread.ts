import { DomainError, type ProblemDetails } from '../../problem/domain-error.js';
import type { ProblemCode } from '../../problem/problems.js';
import { parseJson } from './parse-json.js';

/** What a thread found: the object, or the problem in parts, as threads hand over no classes. */
export type ParsedJson =
  { kind: 'ok'; body: unknown } | { kind: 'problem'; code: ProblemCode; details: ProblemDetails };

/** `parseJson` in a thread. */
export default function parse(bytes: Uint8Array): ParsedJson {
  try {
    return { kind: 'ok', body: parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: 'problem', code: error.code, details: error.details };
  }
}
