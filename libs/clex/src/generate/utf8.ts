/** UTF-8 bytes of a text without lone surrogates (RFC 3629). */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // Two units of UTF-16 are one character of four bytes.
    if (unit >= 0xd800 && unit < 0xdc00) at++;
  }
  return bytes;
}
