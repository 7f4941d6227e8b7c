import { setImmediate as nextTurn } from 'node:timers/promises';
import { endOfPiece } from './pieces.js';

/** What is written in one piece: a millisecond or two. */
const PIECE_CHARS = 512 * 1024;

/** Texts one after the other in UTF-8, made in pieces between which other requests have their turn. */
export async function utf8InPieces(texts: readonly string[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const text of texts)
    for (let at = 0; at < text.length;) {
      const end = endOfPiece(text, at + PIECE_CHARS);
      pieces.push(Buffer.from(text.slice(at, end)));
      at = end;
      if (at < text.length) await nextTurn();
    }
  return Buffer.concat(pieces);
}
