import { HEADER_BYTES, MAX_FRAME_BYTES, ProtocolError } from './frames.js';

/** Called once per frame; `payload` is a view, valid as long as it is referenced. */
export type OnFrame = (type: number, requestId: number, payload: Buffer) => void;

/**
 * Cuts a byte stream into frames. Each byte is copied at most once, and only when its frame was split across
 * chunks: a frame of n bytes that comes in small chunks costs O(n), not O(n^2) as with Buffer.concat on each
 * chunk.
 */
export class FrameDecoder {
  private readonly head = Buffer.alloc(HEADER_BYTES);
  private headBytes = 0;
  private body: Buffer | null = null;
  private bodyBytes = 0;

  constructor(
    private readonly onFrame: OnFrame,
    private readonly maxFrameBytes = MAX_FRAME_BYTES,
  ) {}

  /** @throws ProtocolError for a length no frame may have; what `onFrame` throws passes through */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.body || this.headBytes > 0 ? this.resume(chunk, at) : this.whole(chunk, at);
    }
  }

  /** Frames that lie wholly in the chunk; keeps the rest for later. */
  private whole(chunk: Buffer, at: number): number {
    if (chunk.length - at < HEADER_BYTES) {
      this.headBytes = chunk.copy(this.head, 0, at);
      return chunk.length;
    }
    const payloadBytes = this.payloadBytes(chunk, at);
    const start = at + HEADER_BYTES;
    const end = start + payloadBytes;
    if (end <= chunk.length) {
      this.onFrame(chunk[at + 4]!, chunk.readUInt32LE(at + 5), chunk.subarray(start, end));
      return end;
    }
    chunk.copy(this.head, 0, at, start);
    this.headBytes = HEADER_BYTES;
    this.body = Buffer.allocUnsafe(payloadBytes);
    this.bodyBytes = chunk.copy(this.body, 0, start);
    return chunk.length;
  }

  /** Goes on with a frame whose beginning came in an earlier chunk. */
  private resume(chunk: Buffer, at: number): number {
    let next = at;
    if (!this.body) {
      const copied = chunk.copy(this.head, this.headBytes, next, next + HEADER_BYTES - this.headBytes);
      this.headBytes += copied;
      next += copied;
      if (this.headBytes < HEADER_BYTES) return next;
      this.body = Buffer.allocUnsafe(this.payloadBytes(this.head, 0));
      this.bodyBytes = 0;
    }
    const copied = chunk.copy(this.body, this.bodyBytes, next, next + this.body.length - this.bodyBytes);
    this.bodyBytes += copied;
    if (this.bodyBytes === this.body.length) this.finish(this.body);
    return next + copied;
  }

  private finish(body: Buffer): void {
    this.body = null;
    this.headBytes = 0;
    this.onFrame(this.head[4]!, this.head.readUInt32LE(5), body);
  }

  private payloadBytes(buffer: Buffer, at: number): number {
    const length = buffer.readUInt32LE(at);
    if (length < 5 || length > this.maxFrameBytes) {
      throw new ProtocolError(`the box sent a frame of impossible length ${length}`);
    }
    return length - 5;
  }
}
