import type { Response } from 'express';

/** A signal that fires when the client leaves before its answer was sent. */
export function clientGone(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
