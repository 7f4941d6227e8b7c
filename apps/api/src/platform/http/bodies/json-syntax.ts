/** Where a JSON text stops being JSON. Line and column count from 1, the position from 0, in UTF-16 units. */
export interface JsonSyntaxError {
  position: number;
  line: number;
  column: number;
}

type Expected = 'value' | 'value_or_end' | 'key_or_end' | 'key' | 'colon' | 'comma_or_end' | 'nothing';

const WHITE_SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds the place of the first syntax error, for a text that JSON.parse has refused: engines name it in
 * different words, or not at all. Nesting is kept on a list, not on the stack.
 * @see RFC 8259
 */
export function locateJsonError(text: string): JsonSyntaxError {
  const position = firstError(text);
  const before = text.slice(0, position);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { position, line: before.split('\n').length, column: position - lineStart + 1 };
}

function firstError(text: string): number {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  for (;;) {
    skip(WHITE_SPACE);
    if (at >= text.length) return text.length;
    const char = text[at]!;
    if (expected === 'nothing') return at;
    if (expected === 'colon') {
      if (char !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (closes(char, open.at(-1)) && expected !== 'value' && expected !== 'key') {
      open.pop();
      at += 1;
      expected = open.length > 0 ? 'comma_or_end' : 'nothing';
    } else if (expected === 'comma_or_end') {
      if (char !== ',') return at;
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key_or_end') {
      const end = endOfString(text, at);
      if (!end.ok) return end.at;
      at = end.at;
      expected = 'colon';
    } else if (char === '[' || char === '{') {
      open.push(char);
      at += 1;
      expected = char === '{' ? 'key_or_end' : 'value_or_end';
    } else {
      const end = char === '"' ? endOfString(text, at) : { ok: skip(SCALAR), at };
      if (!end.ok) return end.at;
      if (char === '"') at = end.at;
      expected = open.length > 0 ? 'comma_or_end' : 'nothing';
    }
  }
}

function closes(char: string, open: '[' | '{' | undefined): boolean {
  return (char === ']' && open === '[') || (char === '}' && open === '{');
}

/**
 * Behind the string that starts at `start`, or where it stops being one. A loop: a pattern would recurse on
 * megabytes.
 */
function endOfString(text: string, start: number): { ok: boolean; at: number } {
  if (text[start] !== '"') return { ok: false, at: start };
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '"') return { ok: true, at: at + 1 };
    if (char < ' ') return { ok: false, at };
    if (char !== '\\') continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return { ok: false, at };
    at = ESCAPE.lastIndex - 1;
  }
  return { ok: false, at: text.length };
}
