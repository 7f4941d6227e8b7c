import { setImmediate as nextTurn } from 'node:timers/promises';
import { endOfPiece } from './pieces.js';

/** Shorter texts are written with what is around them. */
const LEAST_CHARS = 64 * 1024;
/** What is written in one piece: some milliseconds. */
const PIECE_CHARS = 512 * 1024;

/**
 * A value as `JSON.stringify` writes it, in UTF-8, made in pieces between which other requests have their
 * turn.
 */
export async function jsonInPieces(value: object): Promise<Buffer> {
  const writer = new Writer();
  await writer.write(value);
  return writer.end();
}

class Writer {
  private readonly pieces: Buffer[] = [];
  private pending = '';

  async write(value: unknown): Promise<void> {
    if (typeof value === 'string' && value.length >= LEAST_CHARS) return this.writeLong(value);
    if (typeof value !== 'object' || value === null || 'toJSON' in value) {
      this.pending += JSON.stringify(value) ?? 'null';
      return;
    }
    if (Array.isArray(value))
      return this.writeAll(
        '[',
        value.map((item) => ['', item] as const),
        ']',
      );
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    return this.writeAll(
      '{',
      members.map(([name, item]) => [`${JSON.stringify(name)}:`, item] as const),
      '}',
    );
  }

  end(): Buffer {
    this.flush();
    return Buffer.concat(this.pieces);
  }

  private async writeAll(
    open: string,
    items: readonly (readonly [string, unknown])[],
    close: string,
  ): Promise<void> {
    this.pending += open;
    for (const [at, [name, item]] of items.entries()) {
      this.pending += at === 0 ? name : `,${name}`;
      await this.write(item);
      if (this.pending.length > PIECE_CHARS) await this.pause();
    }
    this.pending += close;
  }

  private async writeLong(text: string): Promise<void> {
    this.pending += '"';
    for (let at = 0; at < text.length;) {
      const end = endOfPiece(text, at + PIECE_CHARS);
      this.pending += JSON.stringify(text.slice(at, end)).slice(1, -1);
      at = end;
      await this.pause();
    }
    this.pending += '"';
  }

  private async pause(): Promise<void> {
    this.flush();
    await nextTurn();
  }

  private flush(): void {
    this.pieces.push(Buffer.from(this.pending));
    this.pending = '';
  }
}
