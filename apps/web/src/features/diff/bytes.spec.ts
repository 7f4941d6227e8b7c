import { expect, it } from 'vitest';
import { bytesOf, hexRows, textOfBytes } from './bytes.js';

it.each([
  ['plain text stays what it is', 'YWJj', 'abc'],
  ['letters of several bytes stay what they are', btoa('\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80'), 'é€😀'],
  ['a byte that begins nothing is written out', btoa('x\xff\n'), 'x\\xff\n'],
  ['a letter that is cut is written out', btoa('\xe2\x82'), '\\xe2\\x82'],
  ['half a surrogate is written out', btoa('\xed\xa0\x80'), '\\xed\\xa0\\x80'],
])('%s', (_name, base64, text) => {
  expect(textOfBytes(bytesOf(base64))).toBe(text);
});

it('dumps sixteen bytes in a row', () => {
  expect(hexRows(Uint8Array.from([0x41, 0xff]))).toBe(`000000  ${'41 ff'.padEnd(47)}  A.`);
});
