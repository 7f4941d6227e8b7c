/**
 * Characters that are not seen, or that change how others are: controls, odd blanks, marks of direction and
 * width.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\ufff9-\ufffb]/;

/** A piece of a line: text as it is, or one character with the name that stands for it. */
export type Visible = string | { char: string; name: string };

/** Splits a text at its invisible characters. */
export function splitInvisible(text: string): Visible[] {
  if (!INVISIBLE.test(text)) return [text];
  const pieces: Visible[] = [];
  let plain = '';
  for (const char of text) {
    if (!INVISIBLE.test(char)) {
      plain += char;
      continue;
    }
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push({ char, name: nameOf(char) });
  }
  if (plain !== '') pieces.push(plain);
  return pieces;
}

/** `␀` for controls, `U+200B` for the others. */
function nameOf(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  if (code === 0xa0) return 'NBSP';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
