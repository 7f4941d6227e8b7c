import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProtocolError } from './frames.js';

/** One file of a bundle: `entry = str path, u32 mode, u64 size, bytes` (native/box/PROTOCOL.md). */
export interface BundleFile {
  path: string;
  content: Buffer;
  executable?: boolean;
}

const MODE = { plain: 0o644, executable: 0o755 } as const;

/**
 * Encodes files as a bundle; bundles may be concatenated. Paths must already be checked (`program-files.ts`).
 */
export function encodeBundle(files: readonly BundleFile[]): Buffer {
  const sizes = files.map((file) => Buffer.byteLength(file.path));
  const total = files.reduce((sum, file, i) => sum + 16 + sizes[i]! + file.content.length, 0);
  const buffer = Buffer.allocUnsafe(total);
  let at = 0;
  files.forEach((file, i) => {
    at = buffer.writeUInt32LE(sizes[i]!, at);
    at += buffer.write(file.path, at, 'utf8');
    at = buffer.writeUInt32LE(file.executable ? MODE.executable : MODE.plain, at);
    at = buffer.writeBigUInt64LE(BigInt(file.content.length), at);
    at += file.content.copy(buffer, at);
  });
  return buffer;
}

/** What is copied in one piece: a millisecond, or some where the memory is new. */
const PIECE_BYTES = 2 * 1024 * 1024;

/** Parts of a bundle as one buffer. Everybody else has a turn in between. */
export async function joined(parts: readonly Buffer[]): Promise<Buffer> {
  if (parts.length === 1) return parts[0]!;
  const whole = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  let turnAt = PIECE_BYTES;
  for (const part of parts) {
    at += part.copy(whole, at);
    if (at < turnAt) continue;
    turnAt = at + PIECE_BYTES;
    await nextTurn();
  }
  return whole;
}

/** Reads a whole bundle; contents are views into it. @throws ProtocolError when it is torn */
export function decodeBundle(bundle: Buffer): BundleFile[] {
  const files: BundleFile[] = [];
  let at = 0;
  const need = (bytes: number): number => {
    if (at + bytes > bundle.length) throw new ProtocolError('a bundle ends in the middle of a file');
    return at;
  };
  while (at < bundle.length) {
    const pathBytes = bundle.readUInt32LE(need(4));
    at += 4;
    const path = bundle.toString('utf8', need(pathBytes), at + pathBytes);
    at += pathBytes;
    const mode = bundle.readUInt32LE(need(12));
    const size = Number(bundle.readBigUInt64LE(at + 4));
    at += 12;
    const content = bundle.subarray(need(size), at + size);
    at += size;
    files.push({ path, content, executable: (mode & 0o100) !== 0 });
  }
  return files;
}
