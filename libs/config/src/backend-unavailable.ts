/**
 * A service was configured that cannot be used. The message is one line that names the variable and says what
 * to do.
 */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}

/** Why a connection failed, in words: of several addresses that were tried, the first one's. */
export function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  return first instanceof Error ? first.message : String(first);
}
