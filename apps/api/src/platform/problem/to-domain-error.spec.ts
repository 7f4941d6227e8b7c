import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { toDomainError } from './to-domain-error.js';

const failed = (message: string, code?: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error(message), code === undefined ? {} : { code }));

describe('a statement that failed', () => {
  it.each([
    ['terminating connection due to administrator command', '57P01'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'],
    ['Connection terminated unexpectedly', undefined],
    ['Client has encountered a connection error and is not queryable', undefined],
    ['Client was closed and is not queryable', undefined],
    ['timeout exceeded when trying to connect', undefined],
  ])('because the database is away is answered with 503: %s', (message, code) => {
    expect(toDomainError(failed(message, code))?.code).toBe('unavailable');
  });

  it('for a full disk is answered with 507', () => {
    expect(toDomainError(failed('No space left on device', '53100'))?.code).toBe('storage_full');
  });

  it.each([
    ['relation "x" does not exist', '42P01'],
    ['something of ours', undefined],
  ])('for another reason is not foreseen: %s', (message, code) => {
    expect(toDomainError(failed(message, code))).toBeNull();
  });
});
