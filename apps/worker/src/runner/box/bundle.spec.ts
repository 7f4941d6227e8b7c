import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBundle, encodeBundle, joined } from './bundle.js';
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

it('parts become one buffer, and others have a turn while megabytes are copied', async () => {
  const parts = Array.from({ length: 200 }, (_, i) => Buffer.alloc(32_768, i));
  const turn = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
  expect(await Promise.race([joined(parts), turn])).toBeNull();
  expect((await joined(parts)).equals(Buffer.concat(parts))).toBe(true);
  expect((await joined([])).length).toBe(0);
});

it('a bundle that is cut in the middle of a file is refused', () => {
  const whole = encodeBundle([{ path: 'a', content: Buffer.from('xyz') }]);
  for (let length = 1; length < whole.length; length += 1) {
    expect(() => decodeBundle(whole.subarray(0, length))).toThrow(ProtocolError);
  }
});
