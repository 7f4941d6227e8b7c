import { MAX_FILE_PATH_PARTS } from '@app/contracts';

/**
 * Longest path of a program's further file, in bytes of UTF-8; the limit of common file systems for one name.
 */
const MAX_PATH_BYTES = 255;
const MAX_UINT64 = 2n ** 64n - 1n;

/** What keeps a value from being a relative path inside a program's directory; null when it is one. */
export function pathProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (value === '') return 'has to have at least one character';
  if (Buffer.byteLength(value) > MAX_PATH_BYTES) return `may have at most ${MAX_PATH_BYTES} bytes`;
  if (value.includes('\0')) return 'must not hold a NUL character';
  if (/[\u0001-\u001f\u007f]/.test(value)) return 'must not hold a control character';
  if (value.includes('\\')) return 'must not hold a backslash; separate folders with /';
  if (value.startsWith('/')) return 'has to be relative';
  const parts = value.split('/');
  if (parts.includes('')) return 'must not have an empty part';
  if (parts.length > MAX_FILE_PATH_PARTS) return `may be at most ${MAX_FILE_PATH_PARTS} folders deep`;
  if (parts.includes('.') || parts.includes('..')) return 'must not have a part . or ..';
  return null;
}

/** What keeps a value from being an unsigned 64-bit number in decimal; null when it is one. */
export function seedProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string of decimal digits';
  if (!/^(?:0|[1-9]\d{0,19})$/.test(value) || BigInt(value) > MAX_UINT64)
    return `has to be an unsigned 64-bit number in decimal, 0 to ${MAX_UINT64}`;
  return null;
}

/** What keeps a value from being a list of program arguments; null when it is one. */
export function argumentsProblem(value: unknown, maxCount: number, maxBytes: number): string | null {
  if (!Array.isArray(value)) return 'has to be an array of strings';
  if (value.length > maxCount) return `may have at most ${maxCount} items`;
  return itemProblem(value, (item) => {
    if (typeof item !== 'string') return 'has to be a string';
    if (item.includes('\0')) return 'must not hold a NUL character';
    return Buffer.byteLength(item) > maxBytes ? `may have at most ${maxBytes} bytes` : null;
  });
}

/** What keeps a value from being environment variables, by name; null when it is. */
export function environmentProblem(value: unknown, maxCount: number, maxBytes: number): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'has to be an object';
  const entries = Object.entries(value);
  if (entries.length > maxCount) return `may have at most ${maxCount} members`;
  for (const [name, text] of entries) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
      return `has ${JSON.stringify(name.slice(0, 40))}, which is no name of an environment variable`;
    if (typeof text !== 'string') return `has to have a string as ${name}`;
    if (text.includes('\0')) return `must not hold a NUL character in ${name}`;
    if (Buffer.byteLength(text) > maxBytes) return `may have at most ${maxBytes} bytes in ${name}`;
  }
  return null;
}

/**
 * What keeps a value from being a list of names or globs of files below the working directory; null when it
 * is one.
 */
export function patternsProblem(value: unknown, maxCount: number): string | null {
  if (!Array.isArray(value)) return 'has to be an array of strings';
  if (value.length > maxCount) return `may have at most ${maxCount} items`;
  return itemProblem(value, pathProblem);
}

/** What keeps a value from being a list of objects; null when it is one. */
export function objectsProblem(value: unknown, minCount: number, maxCount: number): string | null {
  if (!Array.isArray(value)) return 'has to be an array of objects';
  if (value.length < minCount) return `has to have at least ${minCount} items`;
  if (value.length > maxCount) return `may have at most ${maxCount} items`;
  return itemProblem(value, (item) => {
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
    return isObject ? null : 'has to be an object';
  });
}

/** The first item that is wrong, as `[INDEX] PROBLEM`: field-errors.ts makes a path of it. */
function itemProblem(items: readonly unknown[], problemOf: (item: unknown) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const problem = problemOf(item);
    if (problem !== null) return `[${index}] ${problem}`;
  }
  return null;
}

/** What keeps a value from being a short name for people; null when it is one. */
export function nameProblem(value: unknown, maxBytes: number): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (value === '') return 'has to have at least one character';
  if (value.includes('\0')) return 'must not hold a NUL character';
  if (Buffer.byteLength(value) > maxBytes) return `may have at most ${maxBytes} bytes`;
  return null;
}

/**
 * Whether a text is base64 with padding (RFC 4648, section 4). Decoding it, not a pattern: texts have
 * megabytes.
 */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && Buffer.from(text, 'base64').toString('base64') === text;
}
