/** One message from a PostgreSQL client. */
export type ClientMessage =
  | { kind: 'encryption_request' }
  | { kind: 'cancel_request' }
  | { kind: 'startup'; bytes: Buffer }
  | { kind: 'terminate' }
  | { kind: 'malformed' }
  | { kind: 'message'; bytes: Buffer; completesRequest: boolean; answeredWithReady: boolean };

const CANCEL_CODE = 80877102;
const SSL_CODE = 80877103;
const GSS_CODE = 80877104;
/** The server's own limit for one message. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 1024 - 1;
const MAX_STARTUP_BYTES = 10_000;

/**
 * Cuts a client's byte stream into messages.
 * @see https://www.postgresql.org/docs/17/protocol-message-formats.html
 */
export class MessageReader {
  private chunks: Buffer[] = [];
  private length = 0;
  /**
   * Bytes that must be there before there is anything to look at; keeps large messages from being joined
   * again and again.
   */
  private needed = 5;
  private started = false;

  /** @returns the messages that are complete with this chunk, in order */
  push(chunk: Buffer): ClientMessage[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length < this.needed) return [];
    let rest = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const messages: ClientMessage[] = [];
    for (;;) {
      const size = this.sizeOf(rest);
      if (size === 'malformed') return [...messages, { kind: 'malformed' }];
      this.needed = size;
      if (rest.length < size) break;
      messages.push(this.classify(rest.subarray(0, size)));
      rest = rest.subarray(size);
    }
    this.chunks = [rest];
    this.length = rest.length;
    return messages;
  }

  /** Bytes of the first message in `rest`, or how many are needed to tell. */
  private sizeOf(rest: Buffer): number | 'malformed' {
    if (!this.started) {
      if (rest.length < 8) return 8;
      const size = rest.readUInt32BE(0);
      return size < 8 || size > MAX_STARTUP_BYTES ? 'malformed' : size;
    }
    if (rest.length < 5) return 5;
    const size = rest.readUInt32BE(1);
    return size < 4 || size > MAX_MESSAGE_BYTES ? 'malformed' : size + 1;
  }

  private classify(bytes: Buffer): ClientMessage {
    if (!this.started) {
      const code = bytes.readUInt32BE(4);
      if (code === SSL_CODE || code === GSS_CODE) return { kind: 'encryption_request' };
      if (code === CANCEL_CODE) return { kind: 'cancel_request' };
      this.started = true;
      return { kind: 'startup', bytes };
    }
    const type = String.fromCharCode(bytes[0]!);
    if (type === 'X') return { kind: 'terminate' };
    // Sync, simple Query, FunctionCall, Flush.
    const completesRequest = 'SQFH'.includes(type);
    return { kind: 'message', bytes, completesRequest, answeredWithReady: completesRequest && type !== 'H' };
  }
}
