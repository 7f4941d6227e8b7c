import { DEFAULT_ADMIN_PASSWORD } from '@app/config';
import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';

export const MIN_PASSWORD_CHARACTERS = 8;
export const MAX_PASSWORD_CHARACTERS = 128;

/** Argon2id, the least that OWASP recommends; one hash takes some 20 ms of a core and 19 MiB. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Stands in for the hash of an account that does not exist: saying no has to take as long as for one that
 * does.
 */
const NOBODYS_HASH = hash(randomBytes(32), OPTIONS);

/** Argon2id in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** @param hashed null: there is none, which takes as long as a wrong password */
export async function verifyPassword(hashed: string | null, password: string): Promise<boolean> {
  // Longer ones were never accepted; hashing them would only be work.
  const given = password.length <= MAX_PASSWORD_CHARACTERS ? password : '';
  const matches = await verify(hashed ?? (await NOBODYS_HASH), given);
  return matches && hashed !== null && given !== '';
}

/** What keeps a value from being a new password; null when it is one. */
export function newPasswordProblem(value: unknown, username: string): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (value.length < MIN_PASSWORD_CHARACTERS)
    return `has to have at least ${MIN_PASSWORD_CHARACTERS} characters`;
  if (value.length > MAX_PASSWORD_CHARACTERS) return `may have at most ${MAX_PASSWORD_CHARACTERS} characters`;
  // A login does not take one either.
  if (value.includes('\0')) return 'must not hold a NUL character';
  if (value === DEFAULT_ADMIN_PASSWORD) return 'is the one everybody knows';
  if (value.toLowerCase() === username.toLowerCase()) return 'has to differ from the user name';
  return null;
}
