import { expect, it } from 'vitest';
import { failureLines } from './failure-lines.js';

it('a start that fails says one line for each problem, and for a fault of ours where it was', () => {
  expect(failureLines(new Error('PORT: x\nHOST: y'), true)).toEqual(['PORT: x', 'HOST: y']);
  expect(failureLines(new TypeError('this\n  and that'), false)).toEqual([
    expect.stringMatching(
      /^ended by an error: TypeError: this and that \(at .*failure-lines\.spec\.ts:\d+:\d+\)?/,
    ),
  ]);
  expect(failureLines('a word', false)).toEqual(['a word']);
});
