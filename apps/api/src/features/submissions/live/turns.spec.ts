import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

describe('turns', () => {
  it('come to everyone when there are more than fit', () => {
    const turns = new Turns();
    const items = ['a', 'b', 'c', 'd', 'e'];
    expect([turns.next(items, 2), turns.next(items, 2), turns.next(items, 2)]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'a'],
    ]);
  });

  it('are everyone at once when all fit', () => {
    const turns = new Turns();
    expect([turns.next(['a', 'b'], 2), turns.next(['a', 'b'], 2), turns.next([], 2)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      [],
    ]);
  });
});
