/**
 * The frames of a STREAM (native/box/PROTOCOL.md): a run with an open standard input, whose output is sent
 * while it runs.
 */
import { FrameType, HEADER_BYTES, ProtocolError } from './frames.js';

/** How far the host may be ahead of what the program's pipe has taken, in bytes. */
export const INPUT_WINDOW_BYTES = 65_536;

function frame(type: number, requestId: number, payloadBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + payloadBytes);
  buffer.writeUInt32LE(payloadBytes + 5, 0);
  buffer[4] = type;
  buffer.writeUInt32LE(requestId, 5);
  return buffer;
}

export function encodeInput(requestId: number, data: Buffer, ends: boolean): Buffer {
  const buffer = frame(FrameType.input, requestId, 1 + data.length);
  buffer[HEADER_BYTES] = ends ? 1 : 0;
  data.copy(buffer, HEADER_BYTES + 1);
  return buffer;
}

export function encodeSignal(requestId: number, signal: number): Buffer {
  const buffer = frame(FrameType.signal, requestId, 4);
  buffer.writeUInt32LE(signal, HEADER_BYTES);
  return buffer;
}

/** @throws ProtocolError */
export function decodeOutput(payload: Buffer): { stream: 'stdout' | 'stderr'; data: Buffer } {
  const stream = payload[0] === 1 ? 'stdout' : payload[0] === 2 ? 'stderr' : undefined;
  if (!stream) throw new ProtocolError('the box sent an OUTPUT of no stream');
  return { stream, data: payload.subarray(1) };
}

/** Bytes that the program's pipe has taken since the last one. @throws ProtocolError */
export function decodeCredit(payload: Buffer): number {
  if (payload.length < 4) throw new ProtocolError('the box sent a CREDIT cut short');
  return payload.readUInt32LE(0);
}

/** All bytes of input that the program has taken; it waits for more. @throws ProtocolError */
export function decodeWaiting(payload: Buffer): number {
  if (payload.length < 8) throw new ProtocolError('the box sent a WAITING cut short');
  return Number(payload.readBigUInt64LE(0));
}
