/**
 * Where a piece of a text that should end at `end` does: not within a pair of surrogates, whose halves are no
 * characters.
 */
export function endOfPiece(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end + 1 : end;
}
