import type { TranscriptEntry } from '@app/contracts';
import { decodeUtf8 } from '../../results/stored-text.js';

/** Bytes of each direction that are kept, at its beginning and again at its end. */
const KEPT_BYTES = 64 * 1024;
/** Pieces of each direction that are kept, at both ends: each costs more than its bytes. */
const KEPT_PIECES = 2_000;

type Side = TranscriptEntry['from'];
interface Piece {
  from: Side;
  atMs: number;
  data: Buffer;
}

/** One end of what a side said: everything up to a bound. */
class Pieces {
  private readonly pieces: Piece[] = [];
  private bytes = 0;

  /** @returns what has no room: the rest of it at a beginning, the oldest ones at an end */
  append(piece: Piece): Piece | null {
    const room = this.pieces.length < KEPT_PIECES ? KEPT_BYTES - this.bytes : 0;
    const kept = piece.data.subarray(0, room);
    if (kept.length > 0) this.keep({ ...piece, data: kept });
    return kept.length === piece.data.length ? null : { ...piece, data: piece.data.subarray(kept.length) };
  }

  /** @returns whether something was lost */
  roll(piece: Piece): boolean {
    const data = piece.data.subarray(-KEPT_BYTES);
    let lost = data.length < piece.data.length;
    this.keep({ ...piece, data });
    while (this.bytes > KEPT_BYTES || this.pieces.length > KEPT_PIECES) {
      this.bytes -= this.pieces.shift()!.data.length;
      lost = true;
    }
    return lost;
  }

  get all(): readonly Piece[] {
    return this.pieces;
  }

  private keep(piece: Piece): void {
    // A copy: the view would hold the whole buffer it was received in.
    this.pieces.push({ ...piece, data: Buffer.from(piece.data) });
    this.bytes += piece.data.length;
  }
}

/** What both sides said and when; of a long conversation the first and the last 64 KiB of each. */
export class Transcript {
  private readonly starts = { program: new Pieces(), interactor: new Pieces() };
  private readonly ends = { program: new Pieces(), interactor: new Pieces() };
  private readonly lost = { program: false, interactor: false };

  add(from: Side, atMs: number, data: Buffer): void {
    const rest = this.starts[from].append({ from, atMs, data });
    if (rest && this.ends[from].roll(rest)) this.lost[from] = true;
  }

  /** In the order of time. Where something is missing, the piece after it begins with `[...]`. */
  entries(): TranscriptEntry[] {
    const sides: Side[] = ['program', 'interactor'];
    return sides.flatMap((side) => this.entriesOf(side)).sort((a, b) => a.atMs - b.atMs);
  }

  private entriesOf(side: Side): TranscriptEntry[] {
    const text = ({ from, atMs, data }: Piece, mark = ''): TranscriptEntry => ({
      from,
      atMs: Math.round(atMs * 1000) / 1000,
      text: mark + decodeUtf8(data),
    });
    const beginnings = this.starts[side].all.map((piece) => text(piece));
    const rest = this.ends[side].all.map((piece, i) =>
      text(piece, i === 0 && this.lost[side] ? '[...]' : ''),
    );
    return [...beginnings, ...rest];
  }
}
