import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database-away.js';

const failed = (code?: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('no'), code === undefined ? {} : { code }));

describe('a failed statement', () => {
  it.each([
    ['a refused connection', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['a statement whose connection ended', failed()],
    ['an administrator who ended it', failed('57P01')],
    ['a server that starts', failed('57P03')],
    ['too many connections', failed('53300')],
    ['a full disk', failed('53100')],
  ])('may work another time after %s', (_what, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['text that is no JSON', failed('22P02')],
    ['a table that is not there', failed('42P01')],
    ['a broken constraint', failed('23505')],
    ['a fault of ours', new TypeError('undefined is not a function')],
  ])('would fail again after %s', (_what, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});
