import { expect, it } from 'vitest';
import { FairTurns } from './fair-turns.js';

it('one who wants all places leaves one to others, and nobody waits while a place is free', async () => {
  const turns = new FairTurns(3, 2);
  const begun: string[] = [];
  const ask = (key: string, name: string) => turns.begin(key).then(() => void begun.push(name));
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => ask('a', name));
  await Promise.all(all.slice(0, 2));
  expect([turns.countOf('a'), turns.waitingTasks]).toEqual([4, 2]);
  await ask('b', 'b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  turns.end('b');
  turns.end('a');
  await all[2];
  turns.end('a');
  await all[3];
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  turns.end('a');
  turns.end('a');
  expect([turns.countOf('a'), turns.waitingTasks]).toEqual([0, 0]);
});
