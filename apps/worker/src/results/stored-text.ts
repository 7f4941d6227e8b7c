import { isUtf8 } from 'node:buffer';

/**
 * Bytes of programs as text in results. What is stored is bounded twice: in bytes of the program's, and in
 * bytes of the JSON it becomes (a NUL of one byte is six there).
 */

/** Text that was cut to what may be stored. */
export interface StoredText {
  text: string;
  truncated: boolean;
  /** The bytes themselves, where they are no UTF-8. */
  base64?: string;
}

/** How many bytes of JSON one byte of a program may become at worst: `\u0000`. */
const WORST_GROWTH = 6;
/** How many bytes of JSON text may cost per byte of its limit. */
const ALLOWED_GROWTH = 2;

/**
 * Decodes UTF-8; what is not UTF-8 becomes U+FFFD. A character that was cut in two by `cut` is left out.
 * WHATWG Encoding, https://encoding.spec.whatwg.org/#utf-8-decoder
 */
export function decodeUtf8(bytes: Buffer, cut = false): string {
  // A byte order mark is part of what the program wrote.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: cut });
}

/**
 * At most `maxBytes` bytes as text, whose JSON is at most twice `maxBytes` long.
 * @param alreadyCut whether the bytes themselves are the beginning of something longer
 */
export function storedText(bytes: Buffer, maxBytes: number, alreadyCut = false): StoredText {
  const truncated = alreadyCut || bytes.length > maxBytes;
  if (bytes.length === 0) return { text: '', truncated };
  const kept = bytes.subarray(0, maxBytes);
  const text = decodeUtf8(kept, truncated);
  if (jsonBytes(text) <= Math.max(maxBytes * ALLOWED_GROWTH, WORST_GROWTH))
    return { text, truncated, ...exact(kept, truncated) };
  const fitting = bytes.subarray(0, Math.floor((maxBytes * ALLOWED_GROWTH) / WORST_GROWTH));
  return { text: decodeUtf8(fitting, true), truncated: true, ...exact(fitting, true) };
}

/** The bytes in base64 where text cannot hold them. */
function exact(bytes: Buffer, cut: boolean): Pick<StoredText, 'base64'> {
  if (isUtf8(bytes)) return {};
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return {};
  } catch {
    return { base64: bytes.toString('base64') };
  }
}

/** A string cut to at most `maxBytes` of UTF-8. */
export function clippedText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.from(text);
  return bytes.length <= maxBytes ? text : decodeUtf8(bytes.subarray(0, maxBytes), true);
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
