import { describe, expect, it } from 'vitest';
import { splitTimes } from '../../scripts/lib/times-since.mjs';

const A = 'test/a.spec.ts';
const B = 'test/b.spec.ts';
const names = (entries: Record<string, string[]>) => new Map(Object.entries(entries));
const split = (
  each: [string, number][],
  before: Record<string, string[]>,
  after: Record<string, string[]>,
  { file = A, seconds = 10 } = {},
) => {
  const [row] = splitTimes(
    [{ file, seconds, each }],
    names(before),
    names(after),
    new Set(Object.values(before).flat()),
  );
  return [row!.existed, row!.added];
};
const part = (tests: number, seconds: number) => ({ tests, seconds });

describe('the time of a file is split by its tests', () => {
  it('into those that a commit had and those that came, and what it takes beside them is old', () => {
    const each: [string, number][] = [
      ['is old', 2_000],
      ['is new', 3_000],
    ];
    expect(split(each, { 'is old': [A] }, { 'is old': [A], 'is new': [A] })).toEqual([
      part(1, 7),
      part(1, 3),
    ]);
  });

  it('all of a new file is new', () => {
    expect(split([['is new', 2_000]], {}, { 'is new': [A] })).toEqual([part(0, 0), part(1, 10)]);
  });

  it('a test that moved is old, and one of the same name in a second file is not', () => {
    const each: [string, number][] = [['works', 2_000]];
    expect(split(each, { works: [B] }, { works: [A] })).toEqual([part(1, 10), part(0, 0)]);
    expect(split(each, { works: [B] }, { works: [A, B] })).toEqual([part(0, 0), part(1, 10)]);
  });

  it.each([
    ['%s is refused (%i)', '"x" is refused (400)'],
    ['takes $what.name.', 'takes a (b)*.'],
    ['survives …, and goes on', 'survives a fork bomb, and goes on'],
  ])('rows and templates are found: %s', (name, test) => {
    expect(split([[test, 1_000]], { [name]: [A] }, { [name]: [A] })).toEqual([part(1, 10), part(0, 0)]);
    expect(split([[test, 1_000]], {}, { [name]: [A] })).toEqual([part(0, 0), part(1, 10)]);
  });

  it('a name that says more is the better answer', () => {
    const each: [string, number][] = [['is refused: x', 1_000]];
    expect(split(each, { '%s': [A] }, { '%s': [A], 'is refused: %s': [A] })[1]).toEqual(part(1, 10));
  });

  it('tests of a suite that stands in another file have their names from there', () => {
    const each: [string, number][] = [['hands each message on', 1_000]];
    const [suite] = ['libs/queue/src/testing/suite.ts'];
    expect(split(each, { 'hands each message on': [suite] }, { 'hands each message on': [suite] })).toEqual([
      part(1, 10),
      part(0, 0),
    ]);
  });

  it('a test whose name is computed is as old as its file', () => {
    const each: [string, number][] = [['case 7 of a list', 1_000]];
    expect(split(each, { other: [A] }, { other: [A] })).toEqual([part(1, 10), part(0, 0)]);
    expect(split(each, {}, { other: [A] })).toEqual([part(0, 0), part(1, 10)]);
  });

  it('tests that run at the same time take together what their file takes', () => {
    const each: [string, number][] = [
      ['is old', 10_000],
      ['is new', 30_000],
    ];
    expect(split(each, { 'is old': [A] }, { 'is old': [A], 'is new': [A] })).toEqual([
      part(1, 2.5),
      part(1, 7.5),
    ]);
  });
});
