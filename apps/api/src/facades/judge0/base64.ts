const LINE = 60;

/** Base64 as Ruby writes it: a newline after every 60 characters and at the end; nothing for nothing. */
export function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(new RegExp(`.{1,${LINE}}`, 'g'), '$&\n');
}

/** Read leniently: what is no character of base64 is skipped, padding may be missing. */
export function fromBase64(text: string): Buffer {
  return Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
}
