import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HEADER_BYTES,
  ProtocolError,
  decodeError,
  decodeFiles,
  decodeReady,
  decodeResult,
  encodeCollect,
  encodePutHead,
  encodeRun,
  type RunFrame,
} from './frames.js';
import { FrameDecoder } from './frame-decoder.js';

/** Reads a payload the way the page of the protocol says, independent of the encoder. */
class Reader {
  at = 0;
  constructor(private readonly bytes: Buffer) {}
  u8 = () => this.bytes.readUInt8(this.at++);
  u16 = () => this.bytes.readUInt16LE((this.at += 2) - 2);
  u32 = () => this.bytes.readUInt32LE((this.at += 4) - 4);
  u64 = () => Number(this.bytes.readBigUInt64LE((this.at += 8) - 8));
  str = () => {
    const length = this.u32();
    return this.bytes.toString('utf8', this.at, (this.at += length));
  };
  list = <T>(read: () => T): T[] => Array.from({ length: this.u32() }, read);
  get rest() {
    return this.bytes.length - this.at;
  }
}

const str = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text as string);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 });
const u32s = fc.integer({ min: 0, max: 0xffff_ffff });
const sizes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const runs: fc.Arbitrary<RunFrame> = fc.record({
  wallTimeLimitMs: u32s,
  cpuTimeLimitMs: u32s,
  memoryLimitBytes: sizes,
  outputLimitBytes: sizes,
  fileSizeLimitBytes: sizes,
  stackLimitBytes: sizes,
  processLimit: u32s,
  stdoutKeepBytes: u32s,
  stderrKeepBytes: u32s,
  addressSpace: fc.constantFrom('none' as const, 'as' as const, 'data' as const),
  keepWork: fc.boolean(),
  largeFiles: fc.boolean(),
  mainArgument: fc.nat(255),
  core: fc.option(fc.nat(254)),
  linkDirectory: fc.string(),
  copyDirectory: fc.string(),
  argv: texts,
  env: texts,
  items: fc.array(
    fc.record({ stdin: fc.string({ unit: 'grapheme' }), args: texts, copyDirectory: fc.string() }),
    { maxLength: 5 },
  ),
});

describe('frames to the box', () => {
  it('carry every field of a run, in the order of the protocol', () => {
    fc.assert(
      fc.property(u32s, runs, (requestId, run) => {
        const frame = new Reader(encodeRun(requestId, run));
        expect(frame.u32()).toBe(frame.rest);
        expect([frame.u8(), frame.u32()]).toEqual([0x02, requestId]);
        expect([frame.u32(), frame.u32()]).toEqual([run.wallTimeLimitMs, run.cpuTimeLimitMs]);
        expect([frame.u64(), frame.u64()]).toEqual([run.memoryLimitBytes, run.outputLimitBytes]);
        expect([frame.u64(), frame.u64()]).toEqual([run.fileSizeLimitBytes, run.stackLimitBytes]);
        expect(frame.u32()).toBe(run.processLimit);
        expect([frame.u32(), frame.u32()]).toEqual([run.stdoutKeepBytes, run.stderrKeepBytes]);
        expect(['none', 'as', 'data'][frame.u8()]).toBe(run.addressSpace);
        expect(frame.u8()).toBe(Number(run.keepWork) + 2 * Number(run.largeFiles));
        expect([frame.u8(), frame.u8()]).toEqual([run.mainArgument, run.core === null ? 0 : run.core + 1]);
        expect([frame.str(), frame.str()]).toEqual([run.linkDirectory, run.copyDirectory]);
        expect(frame.list(frame.str)).toEqual(run.argv);
        expect(frame.list(frame.str)).toEqual(run.env);
        const item = () => ({ args: frame.list(frame.str), copyDirectory: frame.str(), stdin: frame.str() });
        expect(frame.list(item)).toEqual(run.items);
        expect(frame.rest).toBe(0);
      }),
    );
  });

  it('carry input bytes as they are, and text with lone surrogates as U+FFFD', () => {
    const base = fc.sample(runs, 1)[0]!;
    const bytes = Buffer.from([0, 255, 128, 10]);
    const frame = encodeRun(1, { ...base, items: [{ stdin: bytes }, { stdin: 'a\ud800b' }] });
    const end = Buffer.concat([Buffer.alloc(8), str(bytes), Buffer.alloc(8), str('a\ufffdb')]);
    expect(frame.subarray(-end.length)).toEqual(end);
  });

  it('cut limits that no field can hold instead of wrapping them round', () => {
    const base = fc.sample(runs, 1)[0]!;
    const frame = encodeRun(1, { ...base, wallTimeLimitMs: 2 ** 40, cpuTimeLimitMs: 0.2 });
    expect([frame.readUInt32LE(HEADER_BYTES), frame.readUInt32LE(HEADER_BYTES + 4)]).toEqual([
      0xffff_ffff, 1,
    ]);
  });

  it('announce the part that follows a PUT', () => {
    const frame = new Reader(encodePutHead(7, 'io/0', true, 100));
    expect(frame.u32()).toBe(frame.rest + 100);
    expect([frame.u8(), frame.u32(), frame.u8(), frame.str(), frame.rest]).toEqual([0x01, 7, 1, 'io/0', 0]);
  });

  it('ask for what is to be collected', () => {
    const frame = new Reader(
      encodeCollect(9, { maxBytes: 2 ** 33, maxFiles: 12, emptyAfterwards: true, patterns: ['*.txt'] }),
    );
    expect([frame.u32(), frame.u8(), frame.u32(), frame.u64(), frame.u32()]).toEqual([
      31,
      0x03,
      9,
      2 ** 33,
      12,
    ]);
    expect([frame.u8(), frame.list(frame.str), frame.rest]).toEqual([1, ['*.txt'], 0]);
  });
});

const ORDER = Buffer.from([2, 0, 0, 0, 3, 0, 0, 0]);

describe('frames from the box', () => {
  const result = (stdout: Buffer, stderr: Buffer, cpuTimeUs: number): Buffer => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(3, 0);
    head.writeUInt8(1, 4);
    head.writeUInt8(0b11101, 5);
    head.writeUInt16LE(2, 6);
    head.writeInt32LE(-1, 8);
    head.writeInt32LE(11, 12);
    const numbers = [1_500, cpuTimeUs, 4096, stdout.length + 1, stderr.length].map(u64);
    return Buffer.concat([head, ...numbers, str(stdout), str(stderr), str(ORDER)]);
  };

  it('give back every field of a result', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), sizes, (out, err, cpuTimeUs) => {
        const [stdout, stderr] = [Buffer.from(out), Buffer.from(err)];
        expect(decodeResult(result(stdout, stderr, cpuTimeUs))).toEqual({
          index: 3,
          outcome: 1,
          stdoutTruncated: true,
          stderrTruncated: false,
          dirty: true,
          placeOutOfMemory: true,
          processDenied: true,
          leftovers: 2,
          exitCode: -1,
          signal: 11,
          wallTimeUs: 1_500,
          cpuTimeUs,
          memoryBytes: 4096,
          stdoutBytes: stdout.length + 1,
          stderrBytes: stderr.length,
          stdout,
          stderr,
          order: ORDER,
        });
      }),
    );
  });

  it('are refused when they are cut anywhere', () => {
    const whole = result(Buffer.from('out'), Buffer.from('err'), 1);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeResult(whole.subarray(0, length))).toThrow(ProtocolError);
    }
    expect(() => decodeFiles(Buffer.alloc(0))).toThrow(ProtocolError);
    expect(() => decodeError(Buffer.from([9, 0, 0, 0, 65]))).toThrow(ProtocolError);
  });

  it('say where things are in the box', () => {
    const ready = Buffer.concat([Buffer.from([2, 0, 0, 0, 2, 1, 0, 0]), str('/b'), str('/w'), str('/t')]);
    expect(decodeReady(ready)).toEqual({
      protocolVersion: 2,
      isolation: 'reduced',
      processes: true,
      filesDir: '/b',
      workDir: '/w',
      tmpDir: '/t',
    });
  });

  it('are refused when they are of another version or an unknown isolation', () => {
    const ready = (version: number, isolation: number): Buffer =>
      Buffer.concat([Buffer.from([version, 0, 0, 0, isolation, 0, 0, 0]), str('/b'), str('/w'), str('/t')]);
    expect(() => decodeReady(ready(1, 1))).toThrow('protocol 1');
    expect(() => decodeReady(ready(2, 3))).toThrow('isolation 3');
  });
});

describe('the frame decoder', () => {
  const frames = fc.array(
    fc.record({
      type: fc.integer({ min: 0, max: 255 }),
      id: u32s,
      payload: fc.uint8Array({ maxLength: 300 }),
    }),
    { maxLength: 12 },
  );
  const encode = (frame: { type: number; id: number; payload: Uint8Array }): Buffer => {
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt32LE(frame.payload.length + 5, 0);
    head[4] = frame.type;
    head.writeUInt32LE(frame.id, 5);
    return Buffer.concat([head, frame.payload]);
  };

  it('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sent, cuts) => {
        const seen: { type: number; id: number; payload: Uint8Array }[] = [];
        const decoder = new FrameDecoder((type, id, payload) =>
          seen.push({ type, id, payload: Uint8Array.from(payload) }),
        );
        const stream = Buffer.concat(sent.map(encode));
        for (let at = 0, i = 0; at < stream.length; i += 1) {
          const end = at + cuts[i % cuts.length]!;
          decoder.push(stream.subarray(at, end));
          at = end;
        }
        expect(seen).toEqual(sent);
      }),
    );
  });

  it('refuses a length that no frame may have, before it asks for the memory', () => {
    for (const length of [0, 4, 0xffff_ffff]) {
      const head = Buffer.alloc(HEADER_BYTES);
      head.writeUInt32LE(length);
      expect(() => new FrameDecoder(() => undefined).push(head)).toThrow(ProtocolError);
    }
  });

  it('takes a long frame in small chunks in linear time', () => {
    const payload = Buffer.alloc(64 * 1024 * 1024, 7);
    const stream = encode({ type: 1, id: 1, payload });
    let length = 0;
    const decoder = new FrameDecoder((_type, _id, seen) => (length = seen.length));
    const startedAt = performance.now();
    for (let at = 0; at < stream.length; at += 4096) decoder.push(stream.subarray(at, at + 4096));
    expect(length).toBe(payload.length);
    // Concatenating at each of the 16384 chunks would copy 512 GiB.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
