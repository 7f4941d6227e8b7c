import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Shorter texts stay as they are. */
const LEAST_CHARS = 4_096;
/** What is hashed in one piece: some milliseconds. */
const PIECE_CHARS = 1024 * 1024;

/**
 * A copy of a request in which each long text is replaced by its SHA-256, made in pieces between which other
 * requests have their turn. What is made of the copy costs next to nothing, however long the texts are.
 * @param known digests of texts that were hashed before; those that are made now are added
 */
export async function withDigests<T>(value: T, known = new Map<string, object>()): Promise<T> {
  return (await replace(value, known)) as T;
}

async function replace(value: unknown, known: Map<string, object>): Promise<unknown> {
  if (typeof value === 'string') return value.length < LEAST_CHARS ? value : digestOf(value, known);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(isShort(item) ? item : await replace(item, known));
    return items;
  }
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value))
    copy[name] = isShort(item) ? item : await replace(item, known);
  return copy;
}

/** No turn of the event loop for each of fifty thousand numbers. */
const isShort = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) &&
  !(typeof value === 'string' && value.length >= LEAST_CHARS);

/** An object: no request has one where a text is meant, so nothing else looks like it. */
async function digestOf(text: string, known: Map<string, object>): Promise<object> {
  let digest = known.get(text);
  if (digest === undefined) {
    const hash = createHash('sha256');
    for (let at = 0; at < text.length; at += PIECE_CHARS) {
      // UTF-16, as a piece may end within a pair.
      hash.update(text.slice(at, at + PIECE_CHARS), 'utf16le');
      await nextTurn();
    }
    digest = { chars: text.length, sha256: hash.digest('hex') };
    known.set(text, digest);
  }
  return digest;
}
