export const MAX_USERNAME_CHARACTERS = 64;
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** What keeps a value from being a user name; null when it is one. */
export function usernameProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (!USERNAME.test(value))
    return `has to be 1 to ${MAX_USERNAME_CHARACTERS} letters, digits, dots, dashes or underscores, starting with a letter or digit`;
  return null;
}

/** The form in which names are stored and compared. */
export function canonicalUsername(name: string): string {
  return name.toLowerCase();
}
