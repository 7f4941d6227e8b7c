import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBundle, encodeBundle } from './bundle.js';
import { ProtocolError } from './frames.js';

const files = fc.array(
  fc.record({
    path: fc.string({ unit: 'grapheme', minLength: 1 }),
    content: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    executable: fc.boolean(),
  }),
  { maxLength: 6 },
);

it('a bundle gives back the files that went in', () => {
  fc.assert(
    fc.property(files, (given) => {
      expect(decodeBundle(encodeBundle(given))).toEqual(given);
    }),
  );
});

it('two bundles in a row are one bundle of all files', () => {
  fc.assert(
    fc.property(files, files, (a, b) => {
      expect(decodeBundle(Buffer.concat([encodeBundle(a), encodeBundle(b)]))).toEqual([...a, ...b]);
    }),
  );
});

it('a bundle that is cut in the middle of a file is refused', () => {
  const whole = encodeBundle([{ path: 'a', content: Buffer.from('xyz') }]);
  for (let length = 1; length < whole.length; length += 1) {
    expect(() => decodeBundle(whole.subarray(0, length))).toThrow(ProtocolError);
  }
});
