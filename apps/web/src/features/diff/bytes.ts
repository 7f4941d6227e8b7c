/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Bytes as text, with those that are no UTF-8 written `\xNN`, so that different bytes look different. */
export function textOfBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    pieces.push(strict.decode(bytes.subarray(from, at)), `\\x${bytes[at]!.toString(16).padStart(2, '0')}`);
    at += 1;
    from = at;
  }
  pieces.push(strict.decode(bytes.subarray(from)));
  return pieces.join('');
}

/** How many bytes the character that begins here has; 0: none begins here. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i += 1) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  // Too long forms, surrogates, and what is above the last character.
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** Rows of a hex dump: offset, sixteen bytes, the same as text. */
export function hexRows(bytes: Uint8Array, maxBytes = 4_096): string {
  const rows: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, maxBytes); at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, maxBytes))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return rows.join('\n');
}
