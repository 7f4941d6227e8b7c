import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';

const NONE = { waiting: 0, inFlight: 0, usedMs: 0 };
const ALLOWED = {
  user: { waiting: 2, inFlight: 3, usedMs: 1_000 },
  address: { waiting: 4, inFlight: 5, usedMs: 4_000 },
  interactive: 1,
};
const start = (user: Partial<typeof NONE> = {}, address: Partial<typeof NONE> = {}, interactive = 0) =>
  new Admission({ user: { ...NONE, ...user }, address: { ...NONE, ...address }, interactive }, ALLOWED);

describe('the admission of jobs', () => {
  it('lets go what there is room for, lets wait what may wait, and refuses the rest', () => {
    const admission = start();
    const went = Array.from({ length: 5 }, () => admission.admit('batch').mayGo);
    expect(went).toEqual([true, true, true, false, false]);
    expect(() => admission.admit('batch')).toThrow('You have 2 submissions waiting');
  });

  it('lets the first of the interactive jobs overtake; the rest go as batch jobs, for they would leave no slot to others', () => {
    const admission = start();
    const priorities = Array.from({ length: 3 }, () => admission.admit('interactive').priority);
    expect(priorities).toEqual(['interactive', 'batch', 'batch']);
    // One that waits keeps its wish: it goes on before the others of its user.
    expect(admission.admit('interactive')).toEqual({ mayGo: false, priority: 'interactive' });
    expect(start({ inFlight: 1 }, {}, 1).admit('interactive').priority).toBe('batch');
  });

  it('lets a new job wait behind others of its user', () => {
    expect(start({ waiting: 1 }).admit('batch').mayGo).toBe(false);
    expect(start({}, { waiting: 1 }).admit('batch').mayGo).toBe(true);
  });

  it('counts for the address what others there have', () => {
    const admission = start({}, { inFlight: 4, waiting: 3 });
    expect(admission.room).toBe(1);
    expect([1, 2].map(() => admission.admit('batch').mayGo)).toEqual([true, false]);
    expect(() => admission.admit('batch')).toThrow('Your address has 4 submissions waiting');
  });

  it('has no room for those whose time is used up, and takes nothing new from them', () => {
    const [user, address] = [start({ usedMs: 1_000 }), start({}, { usedMs: 4_000 })];
    expect([user.room, address.room]).toEqual([0, 0]);
    expect(() => user.admit('batch')).toThrow('Your jobs kept cores of the workers for 1 seconds');
    expect(() => address.admit('batch')).toThrow('The jobs from your address kept cores');
    expect(start({ usedMs: 999 }, { usedMs: 3_999 }).room).toBe(3);
  });
});
