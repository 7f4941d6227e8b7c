import { describe, expect, it } from 'vitest';
import { clipLine } from '../features/diff/clipLine.js';
import { cutText } from './cutText.js';

describe('a long text', () => {
  it('that fits is not cut', () => {
    expect(cutText('a\nb\n')).toEqual({ text: 'a\nb\n', cut: false, lines: 3 });
  });

  it('is cut after a number of lines', () => {
    expect(cutText('a\nb\nc\nd', 100, 2)).toEqual({ text: 'a\nb', cut: true, lines: 2 });
  });

  it('is cut after a number of characters, never through the middle of one', () => {
    expect(cutText('abc😀def', 4)).toMatchObject({ text: 'abc', cut: true });
    expect(cutText('abc😀def', 5)).toMatchObject({ text: 'abc😀', cut: true });
  });
});

describe('a long line', () => {
  const plain = (text: string) => ({ text, marked: false });

  it('that fits is shown whole', () => {
    expect(clipLine([plain('abc')], 10)).toBeNull();
  });

  it('is shown around its first difference', () => {
    const clip = clipLine([plain('a'.repeat(5_000)), { text: 'X', marked: true }, plain('b'.repeat(5_000))]);
    expect(clip?.before).toBe(4_800);
    expect(clip?.segments.map(({ text, marked }) => [text.length, marked])).toEqual([
      [200, false],
      [1, true],
      [1_799, false],
    ]);
    expect(clip && clip.before + 2_000 + clip.after).toBe(10_001);
  });

  it('is shown to its end when the difference is there', () => {
    const clip = clipLine([plain('a'.repeat(5_000)), { text: 'X', marked: true }]);
    expect(clip?.after).toBe(0);
    expect(clip?.segments.at(-1)).toEqual({ text: 'X', marked: true });
  });
});
