const V7 = /^([0-9a-f]{8}-[0-9a-f]{4}-)7([0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;
const V4 = /^([0-9a-f]{8}-[0-9a-f]{4}-)4([0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

/**
 * The token of a submission: its id, with the version that clients of Judge0 insist on (UUID 4 for our 7).
 */
export function tokenOf(id: string): string {
  return id.replace(V7, (_all, start: string, end: string) => `${start}4${end}`);
}

/** The id behind a token; null: it is none. */
export function idOf(token: string): string | null {
  return V4.test(token) ? token.replace(V4, (_all, start: string, end: string) => `${start}7${end}`) : null;
}
