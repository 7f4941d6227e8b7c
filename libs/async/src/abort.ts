/**
 * What a caller gets whose work was cut off on purpose; `name` is `AbortError`, as with every web and Node
 * API.
 */
export function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}

/** Like AbortSignal.throwIfAborted, but always AbortError, whatever reason the signal was given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError('the work was aborted');
}

/** Settles like `work`, or rejects with AbortError as soon as the signal fires; `work` itself goes on. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  // It may still reject after the caller has stopped waiting.
  work.catch(() => undefined);
  throwIfAborted(signal);
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortError('the work was aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
