import { beforeEach, expect, it, vi } from 'vitest';
import { RequestLimiter } from '../../platform/request-limits/request-limiter.js';
import type { Caller } from './caller.js';
import { limitKeysOf } from './limit-keys.js';

const account = { id: '1', username: 'ada', role: 'user', mustChangePassword: false } as const;
const user = {
  isAnonymous: false,
  ownerId: 'user:1',
  usageKey: 'user:1',
  addressKey: 'address:1',
  account,
} as const;
const session: Caller = { kind: 'session', ...user };
const token: Caller = { kind: 'token', ...user, tokenId: 't', scopes: ['read'] } as const;

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

it('a token counts for its user and for itself: it has no new minute when that of its user begins', async () => {
  const limiter = new RequestLimiter(5, null, 'test');
  const unlimited = { limit: 5, remaining: 5, resetS: 60 };
  const consume = async (caller: Caller) =>
    (await limiter.consumeAll(limitKeysOf(caller), unlimited)).remaining;
  expect(await consume(session)).toBe(4);
  vi.advanceTimersByTime(59_000);
  expect(await consume(token)).toBe(3);
  expect([await consume(token), await consume(token), await consume(token)]).toEqual([2, 1, 0]);
  await expect(consume(session)).rejects.toMatchObject({ code: 'too_many_requests' });
  vi.advanceTimersByTime(2_000);
  expect(await consume(token)).toBe(0);
  await expect(consume(token)).rejects.toMatchObject({ code: 'too_many_requests' });
  expect(await consume(session)).toBeGreaterThan(0);
});
