import type { SubmissionEvent, SubmissionView } from '@app/contracts';
import type { Connection, FollowHandlers } from './follow.js';
import { ApiError } from './problem.js';

/** One piece of what becomes of a submission. */
export type LiveNews =
  | { type: 'view'; view: SubmissionView }
  | { type: 'event'; event: SubmissionEvent }
  | { type: 'connection'; connection: Connection };

/**
 * The calls of handlers, as something to loop over. Repeated and outdated events are left out.
 * @param follow starts the following; returns what ends it
 * @throws ApiError when the submission cannot be read
 */
export async function* liveNews(
  follow: (handlers: FollowHandlers) => () => void,
  signal?: AbortSignal,
): AsyncGenerator<LiveNews, void, undefined> {
  const waiting: LiveNews[] = [];
  let failure: ApiError | null = null;
  let ended = false;
  let seq = -1;
  let wake = () => {};
  const tell = (news: LiveNews) => {
    waiting.push(news);
    wake();
  };
  const stop = follow({
    onView: (view, snapshotSeq) => {
      seq = Math.max(seq, snapshotSeq ?? -1);
      ended = view.status === 'finished' || view.status === 'cancelled';
      tell({ type: 'view', view });
    },
    onEvent: (event) => {
      if (event.seq <= seq) return;
      seq = event.seq;
      tell({ type: 'event', event });
    },
    onConnection: (connection) => tell({ type: 'connection', connection }),
    onGone: (problem) => {
      failure = new ApiError(problem);
      wake();
    },
  });
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      for (let next = waiting.shift(); next; next = waiting.shift()) yield next;
      if (failure) throw failure as ApiError;
      if (ended) return;
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop();
  }
}
