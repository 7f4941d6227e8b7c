import { invalidField } from '../../../platform/problem/domain-error.js';

/** Visible ASCII; the header field itself allows no more that every proxy passes on. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws DomainError that names the header when the key is empty, too long or not plain ASCII */
export function checkIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (!KEY.test(key)) throw invalidField('Idempotency-Key', 'has to be 1 to 255 visible ASCII characters');
  return key;
}
