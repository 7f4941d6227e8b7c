import { BackendUnavailable } from './backend-unavailable.js';

/** Something that was opened and has to be closed. */
export interface Opened {
  close(): Promise<void>;
}

/**
 * Waits for things that are being opened at the same time. When one of them cannot be opened, those that
 * could are closed again, so that the caller either has all of them or none.
 * @throws BackendUnavailable with one line for each service that cannot be used, so that an operator who has to start
 *   three of them reads of all three at once; any other error as it is
 */
export async function openTogether<T extends readonly Opened[]>(
  ...opening: { [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  const outcomes = await Promise.allSettled<Opened>(opening);
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (errors.length === 0)
    return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Opened>).value) as unknown as T;
  // Report the first failure, not one of closing the rest.
  await Promise.allSettled(
    outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.close()] : [])),
  );
  const unmapped = errors.find((error) => !(error instanceof BackendUnavailable));
  if (unmapped !== undefined) throw unmapped;
  const lines = errors.flatMap((error) => (error as BackendUnavailable).message.split('\n'));
  throw new BackendUnavailable([...new Set(lines)].join('\n'));
}
