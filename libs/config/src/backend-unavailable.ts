/** A service was configured that cannot be used. The message is one line that names the variable and says what to do. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}

/** What stops a start when Redis is not there; the same words whichever part finds it out, so that they are said once. */
export function redisUnavailable(url: string, cause: unknown): BackendUnavailable {
  return new BackendUnavailable(
    `REDIS_URL: no usable Redis at ${new URL(url).host} (${reasonOf(cause)}); start it, correct REDIS_URL, or unset it to use memory`,
  );
}

/** Why a connection failed, in words: of several addresses that were tried, the first one's. */
export function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  return first instanceof Error ? first.message : String(first);
}
