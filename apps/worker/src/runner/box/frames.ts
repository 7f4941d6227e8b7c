/**
 * The frames of the box protocol (native/box/PROTOCOL.md), encoded and decoded; no I/O here. Written for the
 * stress loop: a batch is one buffer of exactly the right size, a result's stdout and stderr are views into
 * what was received.
 */

const PROTOCOL_VERSION = 2;
/** Longest frame either side accepts, in bytes. */
export const MAX_FRAME_BYTES = 512 * 1024 * 1024;
/** `u32 length, u8 type, u32 requestId`. */
export const HEADER_BYTES = 9;

export const FrameType = {
  put: 0x01,
  run: 0x02,
  collect: 0x03,
  stream: 0x04,
  input: 0x05,
  signal: 0x06,
  ready: 0x81,
  done: 0x82,
  result: 0x83,
  files: 0x84,
  error: 0x85,
  output: 0x86,
  credit: 0x87,
  waiting: 0x88,
} as const;

const AddressSpace = { none: 0, as: 1, data: 2 } as const;
export type AddressSpaceMode = keyof typeof AddressSpace;

/** The other side did not speak the protocol: it cannot be trusted any further. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** One RUN: times in milliseconds, sizes in bytes. */
export interface RunFrame {
  wallTimeLimitMs: number;
  cpuTimeLimitMs: number;
  /** 0: no limit. */
  memoryLimitBytes: number;
  outputLimitBytes: number;
  /** Of any file that is written, stdout and stderr apart. 0: as the outputs. */
  fileSizeLimitBytes: number;
  /** 0: none but that of memory. */
  stackLimitBytes: number;
  processLimit: number;
  stdoutKeepBytes: number;
  stderrKeepBytes: number;
  addressSpace: AddressSpaceMode;
  keepWork: boolean;
  largeFiles: boolean;
  /** Of a STREAM: a relay passes its stdin and stdout on. */
  joined?: boolean;
  /**
   * Which of argv is the main file of a program whose runs may be forked from one interpreter (a zygote); 0:
   * each is started anew.
   */
  mainArgument: number;
  /** Number of the processor on which these runs stay, at most 254; null: any. */
  core: number | null;
  /** Folder below the box's files whose entries are linked into the current directory; empty: none. */
  linkDirectory: string;
  /** Folder below the box's files that is copied into the current directory before each run; empty: none. */
  copyDirectory: string;
  argv: readonly string[];
  /** `NAME=value` each. */
  env: readonly string[];
  items: readonly { stdin: Buffer | string; args?: readonly string[]; copyDirectory?: string }[];
}

export interface ReadyFrame {
  protocolVersion: number;
  isolation: 'full' | 'reduced';
  processes: boolean;
  filesDir: string;
  workDir: string;
  tmpDir: string;
}

export interface ResultFrame {
  index: number;
  /** As on the wire; `outcome.ts` gives it a meaning. */
  outcome: number;
  dirty: boolean;
  /** The limit of what is around the box (a container) made the kernel kill: no other job should get that. */
  placeOutOfMemory: boolean;
  /** A process or a thread was refused. */
  processDenied: boolean;
  leftovers: number;
  /** -1: none. */
  exitCode: number;
  /** 0: none. */
  signal: number;
  wallTimeUs: number;
  cpuTimeUs: number;
  memoryBytes: number;
  stdoutBytes: number;
  stderrBytes: number;
  stdoutTruncated: boolean;
  stderrTruncated: boolean;
  stdout: Buffer;
  stderr: Buffer;
  /**
   * In which order the outputs grew, in pieces of `bytes << 1 | stream`; empty where the box does not look at
   * writes.
   */
  order: Buffer;
}

const U32_MAX = 0xffff_ffff;
const RUN_FIXED_BYTES = 56;

const sizeOf = (text: Buffer | string): number =>
  4 + (typeof text === 'string' ? Buffer.byteLength(text) : text.length);
const sizeOfAll = (list: readonly string[]): number => list.reduce((sum, text) => sum + sizeOf(text), 4);

function header(buffer: Buffer, payloadBytes: number, type: number, requestId: number): number {
  if (payloadBytes + 5 > MAX_FRAME_BYTES)
    throw new ProtocolError(`a frame of ${payloadBytes} bytes is too long`);
  buffer.writeUInt32LE(payloadBytes + 5, 0);
  buffer[4] = type;
  buffer.writeUInt32LE(requestId, 5);
  return HEADER_BYTES;
}

function writeText(buffer: Buffer, text: Buffer | string, at: number): number {
  const bytes = typeof text === 'string' ? buffer.write(text, at + 4, 'utf8') : text.copy(buffer, at + 4);
  buffer.writeUInt32LE(bytes, at);
  return at + 4 + bytes;
}

function writeList(buffer: Buffer, list: readonly string[], at: number): number {
  let offset = buffer.writeUInt32LE(list.length, at);
  for (const text of list) offset = writeText(buffer, text, offset);
  return offset;
}

/**
 * Counts and sizes are cut at what the field can hold: a limit that cannot be reached is no limit either way.
 */
const u32 = (value: number): number => Math.min(Math.max(Math.ceil(value), 0), U32_MAX);
const u64 = (value: number): bigint => BigInt(Math.max(Math.ceil(value), 0));

/** Bytes that one item adds to a RUN frame. */
export function itemBytes(item: RunFrame['items'][number]): number {
  return sizeOfAll(item.args ?? []) + sizeOf(item.copyDirectory ?? '') + sizeOf(item.stdin);
}

/** Encodes a RUN frame, or a STREAM, into one buffer. */
export function encodeRun(requestId: number, run: RunFrame, type: number = FrameType.run): Buffer {
  let payload = RUN_FIXED_BYTES + sizeOf(run.linkDirectory) + sizeOf(run.copyDirectory);
  payload += sizeOfAll(run.argv) + sizeOfAll(run.env) + 4;
  for (const item of run.items) payload += itemBytes(item);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + payload);
  let at = header(buffer, payload, type, requestId);
  at = buffer.writeUInt32LE(u32(run.wallTimeLimitMs), at);
  at = buffer.writeUInt32LE(u32(run.cpuTimeLimitMs), at);
  at = buffer.writeBigUInt64LE(u64(run.memoryLimitBytes), at);
  at = buffer.writeBigUInt64LE(u64(run.outputLimitBytes), at);
  at = buffer.writeBigUInt64LE(u64(run.fileSizeLimitBytes), at);
  at = buffer.writeBigUInt64LE(u64(run.stackLimitBytes), at);
  at = buffer.writeUInt32LE(u32(run.processLimit), at);
  at = buffer.writeUInt32LE(u32(run.stdoutKeepBytes), at);
  at = buffer.writeUInt32LE(u32(run.stderrKeepBytes), at);
  at = buffer.writeUInt8(AddressSpace[run.addressSpace], at);
  at = buffer.writeUInt8((run.keepWork ? 1 : 0) | (run.largeFiles ? 2 : 0) | (run.joined ? 4 : 0), at);
  at = buffer.writeUInt8(run.mainArgument, at);
  at = buffer.writeUInt8(run.core === null ? 0 : run.core + 1, at);
  at = writeText(buffer, run.linkDirectory, at);
  at = writeText(buffer, run.copyDirectory, at);
  at = writeList(buffer, run.argv, at);
  at = writeList(buffer, run.env, at);
  at = buffer.writeUInt32LE(run.items.length, at);
  for (const item of run.items) {
    at = writeList(buffer, item.args ?? [], at);
    at = writeText(buffer, item.copyDirectory ?? '', at);
    at = writeText(buffer, item.stdin, at);
  }
  return buffer;
}

/** The head of a PUT frame; `partBytes` bytes of the bundle must be written straight after it. */
export function encodePutHead(
  requestId: number,
  directory: string,
  more: boolean,
  partBytes: number,
): Buffer {
  const own = 1 + sizeOf(directory);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + own);
  const at = header(buffer, own + partBytes, FrameType.put, requestId);
  buffer[at] = more ? 1 : 0;
  writeText(buffer, directory, at + 1);
  return buffer;
}

/** One COLLECT: what of the work directory comes back. */
export interface CollectFrame {
  maxBytes: number;
  maxFiles: number;
  /** Names with `*` and `?` within one part, `**` over parts; none: every file. */
  patterns: readonly string[];
  /** Empty the work directory then. */
  emptyAfterwards: boolean;
}

/** Encodes a COLLECT frame. */
export function encodeCollect(requestId: number, collect: CollectFrame): Buffer {
  const payload = 13 + sizeOfAll(collect.patterns);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + payload);
  let at = header(buffer, payload, FrameType.collect, requestId);
  at = buffer.writeBigUInt64LE(BigInt(collect.maxBytes), at);
  at = buffer.writeUInt32LE(u32(collect.maxFiles), at);
  at = buffer.writeUInt8(collect.emptyAfterwards ? 1 : 0, at);
  writeList(buffer, collect.patterns, at);
  return buffer;
}

const readU64 = (buffer: Buffer, at: number): number =>
  buffer.readUInt32LE(at) + buffer.readUInt32LE(at + 4) * 0x1_0000_0000;

function readText(buffer: Buffer, at: number, what: string): Buffer {
  const bytes = at + 4 <= buffer.length ? buffer.readUInt32LE(at) : -1;
  if (bytes < 0 || at + 4 + bytes > buffer.length)
    throw new ProtocolError(`the box sent a ${what} cut short`);
  return buffer.subarray(at + 4, at + 4 + bytes);
}

/** Decodes the payload of READY. @throws ProtocolError */
export function decodeReady(payload: Buffer): ReadyFrame {
  if (payload.length < 8) throw new ProtocolError('the box sent a READY cut short');
  const protocolVersion = payload.readUInt32LE(0);
  if (protocolVersion !== PROTOCOL_VERSION) {
    throw new ProtocolError(`the box speaks protocol ${protocolVersion}, this worker ${PROTOCOL_VERSION}`);
  }
  const isolation = payload[4] === 1 ? 'full' : payload[4] === 2 ? 'reduced' : undefined;
  if (!isolation) throw new ProtocolError(`the box reports isolation ${payload[4]}, which is unknown`);
  const filesDir = readText(payload, 8, 'READY');
  const workDir = readText(payload, 12 + filesDir.length, 'READY');
  const tmpDir = readText(payload, 16 + filesDir.length + workDir.length, 'READY');
  return {
    protocolVersion,
    isolation,
    processes: payload[5] !== 0,
    filesDir: filesDir.toString(),
    workDir: workDir.toString(),
    tmpDir: tmpDir.toString(),
  };
}

const RESULT_FIXED_BYTES = 56;

/** Decodes the payload of RESULT; stdout and stderr are views into it. @throws ProtocolError */
export function decodeResult(payload: Buffer): ResultFrame {
  if (payload.length < RESULT_FIXED_BYTES) throw new ProtocolError('the box sent a RESULT cut short');
  const flags = payload[5]!;
  const stdout = readText(payload, RESULT_FIXED_BYTES, 'RESULT');
  const stderr = readText(payload, RESULT_FIXED_BYTES + 4 + stdout.length, 'RESULT');
  const order = readText(payload, RESULT_FIXED_BYTES + 8 + stdout.length + stderr.length, 'RESULT');
  return {
    index: payload.readUInt32LE(0),
    outcome: payload[4]!,
    stdoutTruncated: (flags & 1) !== 0,
    stderrTruncated: (flags & 2) !== 0,
    dirty: (flags & 4) !== 0,
    placeOutOfMemory: (flags & 8) !== 0,
    processDenied: (flags & 16) !== 0,
    leftovers: payload.readUInt16LE(6),
    exitCode: payload.readInt32LE(8),
    signal: payload.readInt32LE(12),
    wallTimeUs: readU64(payload, 16),
    cpuTimeUs: readU64(payload, 24),
    memoryBytes: readU64(payload, 32),
    stdoutBytes: readU64(payload, 40),
    stderrBytes: readU64(payload, 48),
    stdout,
    stderr,
    order,
  };
}

/** Decodes the payload of FILES; the part is a view into it. @throws ProtocolError */
export function decodeFiles(payload: Buffer): {
  more: boolean;
  stopped: boolean;
  dirty: boolean;
  part: Buffer;
} {
  if (payload.length < 1) throw new ProtocolError('the box sent a FILES cut short');
  const flags = payload[0]!;
  return {
    more: (flags & 1) !== 0,
    stopped: (flags & 2) !== 0,
    dirty: (flags & 4) !== 0,
    part: payload.subarray(1),
  };
}

/** Decodes the payload of ERROR. @throws ProtocolError */
export function decodeError(payload: Buffer): string {
  return readText(payload, 0, 'ERROR').toString();
}
