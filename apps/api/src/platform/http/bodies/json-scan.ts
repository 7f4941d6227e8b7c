/** What a look at the bytes of a JSON text finds before anything is built from them. */
export type JsonScan = { kind: 'ok' } | { kind: 'too_deep'; position: number } | { kind: 'too_many_values' };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]); // [ {
const CLOSING = new Set([0x5d, 0x7d]); // ] }

/**
 * Counts nesting and values of a JSON text without parsing it, so that a body of brackets costs no memory.
 * The text need not be valid: what is counted is an upper bound of what a parser would build.
 * @param maxDepth arrays and objects within each other
 * @param maxValues members and items of the whole text
 */
export function scanJson(bytes: Uint8Array, maxDepth: number, maxValues: number): JsonScan {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === QUOTE) i = endOfString(bytes, i);
    else if (byte === COMMA) values += 1;
    else if (OPENING.has(byte)) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return { kind: 'too_deep', position: i };
    } else if (CLOSING.has(byte)) depth -= 1;
    if (values > maxValues) return { kind: 'too_many_values' };
  }
  return { kind: 'ok' };
}

/** Index of the quote that ends the string which starts at `start`; the last index when none does. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start + 1); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let backslashes = 0;
    while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return bytes.length - 1;
}
