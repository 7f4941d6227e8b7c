import { expect, it } from 'vitest';
import { pairUp } from './readTests.js';

const files = (...names: string[]) => new Map(names.map((name) => [name, new TextEncoder().encode(name)]));

it('puts inputs and answers together, in the order in which people count', () => {
  const { tests, leftOut } = pairUp(files('10.in', '10.out', '2.in', '2.ans', 'readme.txt'));
  expect(tests.map(({ name, expectedOutput }) => [name, expectedOutput])).toEqual([
    ['2', '2.ans'],
    ['10', '10.out'],
  ]);
  expect(leftOut).toEqual(['readme.txt']);
});

it("knows Polygon's names and folders", () => {
  const { tests } = pairUp(files('tests/01', 'tests/01.a', 'data/secret/x.in', 'data/secret/x.ans'));
  expect(tests.map(({ name }) => name)).toEqual(['secret/x', 'tests/01']);
});

it('leaves an input without an answer out', () => {
  expect(pairUp(files('1.in'))).toEqual({ tests: [], leftOut: ['1.in'] });
});
