import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clippedText, decodeUtf8, storedText } from './stored-text.js';

describe('storedText', () => {
  it('shows bytes that are not UTF-8 as U+FFFD', () => {
    expect(storedText(Buffer.from([0x61, 0xff, 0x62]), 10)).toEqual({
      text: 'a\uFFFDb',
      truncated: false,
      base64: 'Yf9i',
    });
    expect(storedText(Buffer.from([0x61, 0xe2, 0x82]), 10).text).toBe('a\uFFFD');
  });

  it('keeps a byte order mark and NUL', () => {
    expect(storedText(Buffer.from('\uFEFFa\0b'), 100).text).toBe('\uFEFFa\0b');
  });

  it('cuts what is too long and does not leave half a character', () => {
    expect(storedText(Buffer.from('aaaa'), 3)).toEqual({ text: 'aaa', truncated: true });
    expect(storedText(Buffer.from('ab\u20ac'), 4)).toEqual({ text: 'ab', truncated: true });
    expect(storedText(Buffer.from('abc'), 3)).toEqual({ text: 'abc', truncated: false });
    expect(storedText(Buffer.from('abc'), 10, true)).toEqual({ text: 'abc', truncated: true });
    expect(storedText(Buffer.from('abc'), 0)).toEqual({ text: '', truncated: true });
  });

  it('never becomes JSON of more than twice the limit', () => {
    const limits = fc.integer({ min: 3, max: 40 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), limits, (bytes, maxBytes) => {
        const { text } = storedText(Buffer.from(bytes), maxBytes);
        expect(Buffer.byteLength(JSON.stringify(text)) - 2).toBeLessThanOrEqual(maxBytes * 2);
      }),
      { numRuns: 2_000 },
    );
    expect(storedText(Buffer.alloc(1_000), 600)).toEqual({ text: '\0'.repeat(200), truncated: true });
  });
});

describe('decodeUtf8', () => {
  it('gives back every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(decodeUtf8(Buffer.from(value))).toBe(value);
      }),
    );
  });
});

describe('clippedText', () => {
  it('cuts at whole characters', () => {
    expect(clippedText('a\u20acb', 100)).toBe('a\u20acb');
    expect(clippedText('a\u20acb', 5)).toBe('a\u20acb');
    expect(clippedText('a\u20acb', 3)).toBe('a');
  });
});
