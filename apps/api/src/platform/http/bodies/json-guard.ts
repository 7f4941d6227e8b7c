import type { FieldError } from '@app/contracts';
import { joinPath } from '../../problem/field-path.js';

/**
 * No endpoint takes an object with more; validating each unknown one takes time that grows with the square of
 * their number.
 */
const MAX_MEMBERS = 1_000;

interface Place {
  parent: Place | null;
  key: string | number;
}

/**
 * Looks at every key and string of a parsed body and reports those that no endpoint accepts: keys that every
 * object inherits (`__proto__`, `constructor`, `toString`, ...), and strings with half a surrogate pair,
 * which cannot be written as UTF-8; and objects with thousands of members. Walks with a list, not with
 * recursion.
 */
export function findForbidden(body: unknown): FieldError | null {
  const pending: { value: unknown; place: Place | null }[] = [{ value: body, place: null }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, place } = next;
    if (typeof value === 'string') {
      if (!isWellFormed(value))
        return { field: pathOf(place), message: 'holds half of a surrogate pair, which is not a character' };
    } else if (Array.isArray(value)) {
      value.forEach((item, key) => pending.push({ value: item, place: { parent: place, key } }));
    } else if (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      if (keys.length > MAX_MEMBERS)
        return { field: pathOf(place), message: `has more than ${MAX_MEMBERS} members` };
      for (const key of keys) {
        const inner = { parent: place, key };
        if (key in Object.prototype || !isWellFormed(key))
          return { field: pathOf(inner), message: 'unknown property' };
        pending.push({ value: (value as Record<string, unknown>)[key], place: inner });
      }
    }
  }
  return null;
}

function pathOf(place: Place | null): string {
  const keys: (string | number)[] = [];
  for (let at = place; at; at = at.parent) keys.unshift(at.key);
  return keys.reduce<string>((path, key) => joinPath(path, key), '');
}

/** ES2024, in every Node.js from 20 on, but not in this project's TypeScript library yet. */
function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}
