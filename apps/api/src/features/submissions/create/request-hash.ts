import { canonicalJson } from '@app/results';
import { createHash } from 'node:crypto';

/** SHA-256 of a request with digests in the place of long texts, hex; members in any order give the same. */
export function requestHash(request: object): string {
  // Requests nest a few levels only: their DTOs say so.
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}
