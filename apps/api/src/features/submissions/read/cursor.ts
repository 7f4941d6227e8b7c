import { validate as isUuid } from 'uuid';
import { invalidField } from '../../../platform/problem/domain-error.js';

/** The place after the submission `id`, as callers see it: opaque. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** @throws DomainError that names `cursor` when it is not one that encodeCursor made */
export function decodeCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isUuid(id) || encodeCursor(id) !== cursor)
    throw invalidField('cursor', 'is not a cursor of this list');
  return id;
}
