import type { Request, Response } from 'express';
import fc from 'fast-check';
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { BodyBudget } from './body-budget.js';

const KiB = 1024;

/** A body on its way: what arrives of it is said to `arrive`. */
function body(
  budget: BodyBudget,
  ip: string,
  headers: Record<string, string> = {},
  maxBodyBytes = 64 * KiB,
  isGone = false,
) {
  const request = Object.assign(new EventEmitter(), { headers, ip });
  const response = Object.assign(new EventEmitter(), { closed: isGone, destroyed: isGone });
  const refuse = vi.fn();
  budget.watch(request as unknown as Request, response as unknown as Response, maxBodyBytes, refuse);
  return {
    refuse,
    arrive: (bytes: number) => request.emit('data', Buffer.alloc(bytes)),
    answered: () => response.emit('close'),
  };
}

describe('the budget for bodies', () => {
  it('is not touched by requests that only say that they will be large', () => {
    const budget = new BodyBudget(64 * KiB);
    for (let n = 0; n < 1_000; n += 1)
      body(budget, '192.0.2.1', { 'content-length': '16777216', 'transfer-encoding': 'chunked' });
    const other = body(budget, '192.0.2.2');
    other.arrive(16 * KiB);
    expect(other.refuse).not.toHaveBeenCalled();
  });

  it('refuses a body that does not fit beside what has arrived, once, and takes it when that is answered', () => {
    const budget = new BodyBudget(64 * KiB);
    const others = [1, 2, 3, 4].map((n) => body(budget, `192.0.2.${n}`));
    for (const other of others) other.arrive(16 * KiB);
    const refused = body(budget, '192.0.2.9');
    refused.arrive(1);
    refused.arrive(1);
    expect(refused.refuse).toHaveBeenCalledOnce();
    refused.answered();
    others[0]!.answered();
    const again = body(budget, '192.0.2.9');
    again.arrive(16 * KiB);
    expect(again.refuse).not.toHaveBeenCalled();
  });

  it('leaves room for others, however much one address sends', () => {
    const budget = new BodyBudget(64 * KiB);
    const own = body(budget, '192.0.2.1');
    own.arrive(16 * KiB);
    expect(own.refuse).not.toHaveBeenCalled();
    const more = body(budget, '192.0.2.1');
    more.arrive(1);
    expect(more.refuse).toHaveBeenCalledOnce();
    const other = body(budget, '192.0.2.2');
    other.arrive(16 * KiB);
    expect(other.refuse).not.toHaveBeenCalled();
  });

  it('counts a body that is packed as what it may become, as soon as any of it is here', () => {
    const budget = new BodyBudget(64 * KiB);
    const packed = body(budget, '192.0.2.1', { 'content-encoding': 'gzip' }, 17 * KiB);
    expect(packed.refuse).not.toHaveBeenCalled();
    packed.arrive(1);
    expect(packed.refuse).toHaveBeenCalledOnce();
  });

  it('gets back exactly what it gave, whatever arrives early, late, after the answer or after the client has gone', () => {
    const request = fc.record({
      address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
      isPacked: fc.boolean(),
      isGone: fc.boolean(),
      // A number: so many bytes arrive. An answer may be told to be over more than once.
      events: fc.array(fc.oneof(fc.integer({ min: 0, max: 40 * KiB }), fc.constant('answered' as const))),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (requests, order) => {
        const budget = new BodyBudget(64 * KiB);
        const open = requests.map(({ address, isPacked, isGone, events }) => ({
          ...body(budget, address, isPacked ? { 'content-encoding': 'gzip' } : {}, 17 * KiB, isGone),
          events: [...events],
        }));
        // The events of all requests, mixed; those of one in their order, as on a connection that is kept.
        for (;;) {
          const left = open.filter(({ events }) => events.length > 0);
          if (left.length === 0) break;
          const next = left[order.next().value! % left.length]!;
          const event = next.events.shift()!;
          if (event === 'answered') next.answered();
          else next.arrive(event);
          expect(budget.taken).toBeGreaterThanOrEqual(0);
        }
        for (const one of open) {
          one.answered();
          one.arrive(1);
        }
        expect(budget.taken).toBe(0);
      }),
    );
  });
});
