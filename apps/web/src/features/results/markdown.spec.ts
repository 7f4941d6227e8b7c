import { describe, expect, it } from 'vitest';
import type { FailureView } from './expected-fields.js';
import { markdownOf } from './markdown.js';

/** A failure whose candidate ended so. */
const failureOf = (candidate: Partial<FailureView['candidate']>) =>
  ({ candidate: { exitCode: 0, signal: null, ...candidate } }) as FailureView;

describe('a failure as Markdown', () => {
  it('has the verdict, the input and both outputs, each in a fence', () => {
    expect(markdownOf('3\n1 2 3\n', '6\n', '5', failureOf({ verdict: 'wrong_answer' }))).toBe(
      '**Wrong answer**\n\nInput:\n```\n3\n1 2 3\n```\n\nExpected:\n```\n6\n```\n\nActual:\n```\n5\n```\n',
    );
  });

  it.each([
    [{ verdict: 'runtime_error', exitCode: null, signal: 'SIGSEGV' }, '**Runtime error** (signal SIGSEGV)'],
    [{ verdict: 'runtime_error', exitCode: 3 }, '**Runtime error** (exit code 3)'],
    [{ verdict: 'time_limit_exceeded', exitCode: null }, '**Time limit exceeded**'],
  ] as const)(
    'says how a program ended that failed by itself, where that is known: %o',
    (candidate, line) => {
      expect(markdownOf('1', '1', '', failureOf(candidate)).split('\n')[0]).toBe(line);
    },
  );

  it('fences a text by more backticks than it has in a row', () => {
    expect(markdownOf('a ``` b', '', '', failureOf({ verdict: 'wrong_answer' }))).toContain(
      'Input:\n````\na ``` b\n````\n',
    );
  });
});
