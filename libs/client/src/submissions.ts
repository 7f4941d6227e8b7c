import type {
  AcceptedSubmission,
  Program,
  SubmissionKind,
  SubmissionRequest,
  SubmissionStatus,
  SubmissionView,
  Verdict,
} from '@app/contracts';
import { followSubmission, type FollowHandlers } from './follow.js';
import { type Http, newKey, pause } from './http.js';
import { liveNews, type LiveNews } from './live-news.js';
import { problemOf } from './problem.js';
import { openSocket } from './socket.js';

const PATH = '/api/v1/submissions';
const NEVER = new AbortController().signal;
const path = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

/** A submission as lists show it. */
export type SubmissionRow = Omit<SubmissionView, 'request' | 'result'>;

/** Which submissions are listed; times are ISO 8601. */
export interface SubmissionFilter {
  kind?: SubmissionKind;
  verdict?: Verdict;
  status?: SubmissionStatus;
  language?: string;
  since?: string;
  until?: string;
  text?: string;
  limit?: number;
  cursor?: string;
}

/** One page of a list; `nextCursor` is null on the last one. */
export interface Paged<T> {
  items: T[];
  nextCursor: string | null;
}

/** How a submission is handed in. */
export interface CreateOptions {
  /** The same key gives the same submission; default: a new one, so that a request may be sent twice. */
  idempotencyKey?: string;
  /** Take the result of the same work, done before. */
  reuse?: boolean;
  signal?: AbortSignal;
}

/** What a submission asks for, and whether its result can be seen by link. */
export type NewSubmission = SubmissionRequest & { public?: boolean; name?: string };

/** Submissions of one service. */
export class Submissions {
  constructor(private readonly http: Http) {}

  /**
   * Hands a submission in. It is accepted when this resolves, and may be when this rejects. @throws ApiError
   */
  create(request: NewSubmission, options: CreateOptions = {}): Promise<AcceptedSubmission> {
    const headers: Record<string, string> = { 'idempotency-key': options.idempotencyKey ?? newKey() };
    if (options.reuse) headers['prefer'] = 'reuse';
    return this.http.json(PATH, {
      method: 'POST',
      body: request,
      headers,
      signal: options.signal,
      repeatable: true,
    });
  }

  /**
   * Is it fixed? Runs another candidate on the inputs on which a stress submission found a difference: a
   * submission of the kind judge. @param failure one of them, from 0; absent: all
   * @throws ApiError
   */
  recheck(id: string, body: { candidate: Program; failure?: number }): Promise<AcceptedSubmission> {
    return this.http.json(`${path(id)}/recheck`, { method: 'POST', body });
  }

  /** Hands a submission in and waits for its end. @throws ApiError */
  async run(request: NewSubmission, options: CreateOptions = {}): Promise<SubmissionView> {
    const { id } = await this.create(request, options);
    return this.untilFinal(id, options.signal);
  }

  /** A submission as it is now. @throws ApiError */
  get(id: string, signal?: AbortSignal): Promise<SubmissionView> {
    return this.http.json(path(id), { signal });
  }

  /** The caller's own, newest first. @throws ApiError */
  list(filter: SubmissionFilter = {}, signal?: AbortSignal): Promise<Paged<SubmissionRow>> {
    return this.http.json(PATH, { query: { ...filter }, signal });
  }

  /** Ends a submission that is not final, and removes one that is. @throws ApiError */
  remove(id: string): Promise<SubmissionView> {
    return this.http.json(path(id), { method: 'DELETE' });
  }

  /** Changes who may see it, or its name. @throws ApiError */
  change(id: string, change: { public?: boolean; name?: string | null }): Promise<SubmissionView> {
    return this.http.json(path(id), { method: 'PATCH', body: change, repeatable: true });
  }

  /** The exact bytes of a text that is shown cut, e.g. `stdout` or `failures/0/input`. @throws ApiError */
  blob(id: string, name: string, signal?: AbortSignal): Promise<Uint8Array> {
    return this.http.bytes(`${path(id)}/blobs/${name}`, { signal });
  }

  /** Tells handlers what becomes of a submission, until it is final. Returns what stops it earlier. */
  follow(id: string, handlers: FollowHandlers): () => void {
    return followSubmission(id, handlers, {
      // It has its own way of asking again.
      get: (signal) => this.http.json(path(id), { signal, repeatable: false }),
      openSocket: () => openSocket(this.http),
    });
  }

  /**
   * What becomes of a submission, as it happens; the last piece is its final view. Leaving the loop ends the
   * following.
   * @throws ApiError when it cannot be read
   */
  news(id: string, signal?: AbortSignal): AsyncGenerator<LiveNews, void, undefined> {
    return liveNews((handlers) => this.follow(id, handlers), signal);
  }

  /** Waits for the end of a submission: by socket, and by asking where there is none. @throws ApiError */
  async untilFinal(id: string, signal: AbortSignal = NEVER): Promise<SubmissionView> {
    for await (const news of this.news(id, signal))
      if (news.type === 'view' && isFinal(news.view)) return news.view;
    throw signal.reason ?? new Error(`the following of ${id} ended before it did`);
  }

  /** Waits for the end by asking alone, for places without sockets. @throws ApiError */
  async pollUntilFinal(id: string, everyMs = 500, signal?: AbortSignal): Promise<SubmissionView> {
    for (;;) {
      const view = await this.get(id, signal).catch((error: unknown) => {
        if (problemOf(error).status !== 0) throw error;
        return null;
      });
      if (view && isFinal(view)) return view;
      await pause(everyMs, signal);
    }
  }
}

/** Whether nothing can happen to the submission any more. */
export const isFinal = (view: Pick<SubmissionView, 'status'>): boolean =>
  view.status === 'finished' || view.status === 'cancelled';
