import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('gives no more than there are, and the rest in the order in which they came', async () => {
    const slots = new Slots(2);
    const got: string[] = [];
    const first = await slots.acquire();
    await slots.acquire();
    expect(slots.tryAcquire()).toBeNull();
    const third = slots.acquire().then(() => got.push('third'));
    const fourth = slots.acquire().then(() => got.push('fourth'));
    expect(slots.wanted).toBe(true);
    first.release();
    first.release();
    await settle();
    expect(got).toEqual(['third']);
    expect(slots.tryAcquire()).toBeNull();
    expect(slots.wanted).toBe(true);
    await third;
    void fourth;
  });

  it('gives to interactive jobs first', async () => {
    const slots = new Slots(1);
    const held = await slots.acquire();
    expect(slots.busy).toBe(1);
    const got: string[] = [];
    const wait = (name: string, priority: 'batch' | 'interactive') =>
      slots.acquire(undefined, priority).then((slot) => {
        got.push(name);
        slot.release();
      });
    const all = [wait('batch 1', 'batch'), wait('batch 2', 'batch')];
    all.push(wait('interactive 1', 'interactive'), wait('interactive 2', 'interactive'));
    held.release();
    await Promise.all(all);
    expect(got).toEqual(['interactive 1', 'interactive 2', 'batch 1', 'batch 2']);
    expect(slots.busy).toBe(0);
  });

  it('gives every fourth to a batch job, however many interactive jobs keep coming', async () => {
    const slots = new Slots(1);
    let inHand = await slots.acquire();
    let begun = false;
    const batch = slots.acquire(undefined, 'batch').then((slot) => {
      begun = true;
      return slot;
    });
    let interactive = 0;
    for (;;) {
      const next = slots.acquire(undefined, 'interactive');
      inHand.release();
      await settle();
      if (begun) break;
      interactive += 1;
      inHand = await next;
    }
    expect(interactive).toBe(3);
    (await batch).release();
  });

  it('lets nobody jump the queue', async () => {
    const slots = new Slots(1);
    const held = await slots.acquire();
    const waiting = slots.acquire();
    held.release();
    expect(slots.tryAcquire()).toBeNull();
    (await waiting).release();
    expect(slots.tryAcquire()).not.toBeNull();
  });

  it('forgets whoever gives up waiting', async () => {
    const slots = new Slots(1);
    const held = await slots.acquire();
    const controller = new AbortController();
    const waiting = slots.acquire(controller.signal);
    controller.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    expect(slots.wanted).toBe(false);
    held.release();
    expect(slots.tryAcquire()).not.toBeNull();
  });

  it('passes a slot round while somebody waits', async () => {
    const slots = new Slots(1);
    const order: string[] = [];
    const mine = await slots.acquire();
    await mine.pass();
    const other = slots.acquire().then(async (slot) => {
      order.push('other');
      await settle();
      slot.release();
    });
    await mine.pass();
    order.push('mine');
    await other;
    expect(order).toEqual(['other', 'mine']);
    mine.release();
    expect(slots.tryAcquire()).not.toBeNull();
  });

  it('loses no slot when passing is cut short', async () => {
    const slots = new Slots(1);
    const mine = await slots.acquire();
    const other = slots.acquire();
    const controller = new AbortController();
    const passing = mine.pass(controller.signal);
    controller.abort(new Error('stop'));
    await expect(passing).rejects.toThrow('stop');
    mine.release();
    (await other).release();
    expect(slots.tryAcquire()).not.toBeNull();
    expect(slots.tryAcquire()).toBeNull();
  });

  it('that are cores hand each core to one holder at a time', async () => {
    const slots = new Slots(2, [4, 7]);
    const [one, other] = [await slots.acquire(), slots.tryAcquire()!];
    expect(new Set([one.core, other.core])).toEqual(new Set([4, 7]));
    const passed = one.core;
    const third = slots.acquire().then((slot) => {
      slot.release();
      return slot.core;
    });
    await one.pass();
    expect([await third, one.core]).toEqual([passed, passed]);
    expect((await new Slots(1).acquire()).core).toBeNull();
  });

  it('refuses to have none', () => {
    expect(() => new Slots(0)).toThrow(RangeError);
  });
});
