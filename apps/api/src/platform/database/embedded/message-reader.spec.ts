import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.js';

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
function startup(code: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(8, 0);
  bytes.writeUInt32BE(code, 4);
  return bytes;
}
const PROTOCOL_3 = 196608;

describe('the reader of client messages', () => {
  it('finds the same messages however the bytes are cut', () => {
    const body = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const messages = fc.array(fc.tuple(fc.constantFrom('P', 'B', 'E', 'S', 'Q'), body), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 30 })), (list, cuts) => {
        const stream = Buffer.concat([
          startup(PROTOCOL_3),
          ...list.map(([type, bytes]) => message(type, bytes)),
        ]);
        const reader = new MessageReader();
        const found = [];
        let at = 0;
        for (const length of [...cuts, stream.length]) {
          found.push(...reader.push(stream.subarray(at, at + length)));
          at += length;
        }
        const bytes = found.map((one) => ('bytes' in one ? one.bytes : null));
        expect(bytes).toEqual([startup(PROTOCOL_3), ...list.map(([type, inner]) => message(type, inner))]);
      }),
    );
  });

  it('tells which messages complete a request', () => {
    const reader = new MessageReader();
    reader.push(startup(PROTOCOL_3));
    const found = reader.push(Buffer.concat(['P', 'H', 'S'].map((type) => message(type, Buffer.alloc(0)))));
    expect(found).toMatchObject([
      { completesRequest: false },
      { completesRequest: true, answeredWithReady: false },
      { completesRequest: true, answeredWithReady: true },
    ]);
  });

  it('refuses lengths that cannot be', () => {
    const reader = new MessageReader();
    reader.push(startup(PROTOCOL_3));
    expect(reader.push(Buffer.from([0x51, 0, 0, 0, 3]))).toEqual([{ kind: 'malformed' }]);
    expect(new MessageReader().push(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]))).toEqual([
      { kind: 'malformed' },
    ]);
  });
});
