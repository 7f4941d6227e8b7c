import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('interactive jobs go first, and every fourth turn is that of a batch job', () => {
  const turns = new Turns();
  const both = { interactive: true, batch: true };
  const given = Array.from({ length: 8 }, () => turns.next(both));
  const [three, one] = [['interactive', 'interactive', 'interactive'], ['batch']];
  expect(given).toEqual([...three, ...one, ...three, ...one]);
});

it('what went first while no batch job waited does not count', () => {
  const turns = new Turns();
  for (let n = 0; n < 10; n += 1) expect(turns.next({ interactive: true, batch: false })).toBe('interactive');
  expect(turns.next({ interactive: true, batch: true })).toBe('interactive');
  expect(turns.next({ interactive: false, batch: true })).toBe('batch');
  expect(turns.next({ interactive: false, batch: false })).toBeNull();
});
