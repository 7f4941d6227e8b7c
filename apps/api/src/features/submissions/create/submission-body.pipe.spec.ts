import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DomainError } from '../../../platform/problem/domain-error.js';
import { SubmissionBodyPipe } from './submission-body.pipe.js';

const pipe = new SubmissionBodyPipe();
const program = { language: 'python', source: 'print(1)' };
const validate = (body: object) => pipe.transform(body, { type: 'body' });
const errorsOf = (body: object) =>
  validate(body).then(
    () => [],
    (error: unknown) => (error as DomainError).details.errors,
  );

describe('the body of a submission', () => {
  it('with a thousand tests is validated in pieces between which others have their turn', async () => {
    const tests = Array.from({ length: 1_000 }, (_, n) => ({ input: String(n), points: n }));
    let turns = 0;
    let isDone = false;
    const validated = validate({ kind: 'judge', program, tests }).finally(() => (isDone = true));
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }
    expect(await validated).toMatchObject({ kind: 'judge', program, tests });
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('with hundreds of groups is validated in pieces too, and names what is wrong in any of them', async () => {
    const tests = Array.from({ length: 45 }, (_, n) => ({ name: `${n}`, input: '' }));
    const inner = (of: number): object[] =>
      Array.from({ length: 20 }, (_, n) => ({ name: `${of}.${n}`, points: 1, tests: [] }));
    const groups = tests.map(({ name }, n) => ({ name: `of ${name}`, tests: [name], groups: inner(n) }));
    const body = { kind: 'judge', program, tests, groups };
    let turns = 0;
    let isDone = false;
    const validated = validate(body).finally(() => (isDone = true));
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }
    expect(await validated).toMatchObject({ groups });
    expect(turns).toBeGreaterThanOrEqual(20);
    (groups[30]!.groups[7] as { points: number }).points = -1;
    expect(await errorsOf(body)).toEqual([expect.objectContaining({ field: 'groups[30].groups[7].points' })]);
  });

  it('names what is wrong in any of its tests and beside them', async () => {
    const tests = Array.from({ length: 900 }, () => ({ input: 'x' }) as object);
    tests[777] = { input: 7, more: true };
    expect(await errorsOf({ kind: 'judge', program, tests, checker: 'x', odd: 1 })).toEqual([
      { field: 'odd', message: 'unknown property' },
      expect.objectContaining({ field: 'checker' }),
      { field: 'tests[777].more', message: 'unknown property' },
      expect.objectContaining({ field: 'tests[777].input' }),
    ]);
    expect(await errorsOf({ kind: 'run', program, tests })).toEqual([
      { field: 'tests', message: 'unknown property' },
    ]);
  });

  it.each([
    ['', { kind: 'run', program: { ...program, files: Array(2_000).fill({}) } }],
    ['tests', { kind: 'run', program, tests: Array(2_000).fill({}) }],
    ['tests', { kind: 'judge', program, tests: Array(2_000).fill({ input: '' }) }],
    ['tests[1]', { kind: 'judge', program, tests: [{ input: '' }, { files: Array(2_000).fill({}) }] }],
  ])('with far too many objects is not validated one by one: "%s"', async (field, body) => {
    expect(await errorsOf(body)).toEqual([expect.objectContaining({ field })]);
  });
});
