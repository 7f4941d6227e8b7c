// How a client learns what becomes of a submission. Theory of operation:
// Socket.IO tells what happens at once; GET tells what is true. Events can be lost, rows cannot, so whatever
// the socket does (late, lost, blocked by a proxy), this asks GET: every second while there is no
// subscription, rarely while there is one and it is quiet. A submission is final only when GET says so.
// Repeated news is harmless: the reducer drops events that are not above the snapshot's number. When GET does
// not answer either, the client is `offline`: it asks less and less often, and at once when the browser says
// that the network is back.
import type { SubmissionEvent, SubmissionEventType, SubmissionView } from '@app/contracts';
import type { Socket } from 'socket.io-client';
import { ApiError, problemOf, type Problem } from './problem.js';

const POLL_MS = 1_000;
const QUIET_MS = 8_000;
const MAX_BACK_OFF_MS = 8_000;
const SUBSCRIBE_TIMEOUT_MS = 5_000;
/** Answers after which asking again is useless; others (429, 502, ...) pass. */
const GONE = new Set([400, 401, 403, 404, 410]);

const EVENTS: readonly SubmissionEventType[] = [
  'submission.started',
  'submission.compiled',
  'submission.progress',
  'submission.test_judged',
  'submission.failure_found',
  'submission.failure_shrunk',
  'submission.finished',
];

/** `live`: events come. `polling`: no events, but answers. `offline`: neither; what is shown may be old. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';

/** What to call as a submission goes on. */
export interface FollowHandlers {
  /** State of the submission now; `seq` is null when it comes from a poll. */
  onView(view: SubmissionView, seq: number | null): void;
  onEvent(event: SubmissionEvent): void;
  onConnection(connection: Connection): void;
  /** The submission cannot be read (unknown, or another user's). */
  onGone(problem: Problem): void;
}

type Snapshot = SubmissionView & { seq: number };
type Ack = { ok: true; snapshot: Snapshot } | { ok: false; code: string };

/** What the following is done with. */
export interface FollowMeans {
  /** Asks once what the submission is now; rejects when there is no answer. */
  get(signal: AbortSignal): Promise<SubmissionView>;
  /** null: there are no sockets here. */
  openSocket(): Promise<Socket | null>;
}

/** Follows one submission until it is final. Returns what stops it earlier. */
export function followSubmission(id: string, handlers: FollowHandlers, means: FollowMeans): () => void {
  const follower = new Follower(id, handlers, means);
  follower.start();
  return () => follower.stop();
}

class Follower {
  private socket: Socket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly abort = new AbortController();
  private subscribed = false;
  /** Questions in a row that were not answered. */
  private unanswered = 0;

  constructor(
    private readonly id: string,
    private readonly handlers: FollowHandlers,
    private readonly means: FollowMeans,
  ) {}

  start(): void {
    this.handlers.onConnection('connecting');
    const onNetwork = () => void this.poll();
    // Node.js has no such events.
    const { addEventListener } = globalThis as Partial<Pick<EventTarget, 'addEventListener'>>;
    for (const change of ['online', 'offline'])
      addEventListener?.call(globalThis as unknown as EventTarget, change, onNetwork, {
        signal: this.abort.signal,
      });
    this.schedule(POLL_MS);
    void this.connect();
  }

  stop(): void {
    this.abort.abort();
    clearTimeout(this.timer);
    this.socket?.disconnect();
    this.socket = null;
  }

  private get stopped(): boolean {
    return this.abort.signal.aborted;
  }

  private async connect(): Promise<void> {
    const socket = await this.means.openSocket().catch(() => null);
    if (!socket) return;
    if (this.stopped) return void socket.disconnect();
    this.socket = socket;
    socket.on('connect', () => void this.subscribe(socket));
    socket.on('disconnect', () => this.lost());
    socket.on('connect_error', () => this.lost());
    for (const type of EVENTS)
      socket.on(type, (payload: object) => this.receive({ ...payload, type } as SubmissionEvent));
  }

  private async subscribe(socket: Socket): Promise<void> {
    try {
      const ack = (await socket
        .timeout(SUBSCRIBE_TIMEOUT_MS)
        .emitWithAck('subscribe', { submissionId: this.id })) as Ack;
      if (this.stopped) return;
      if (!ack.ok) return await this.poll();
      this.subscribed = true;
      this.answered();
      this.take(ack.snapshot, ack.snapshot.seq);
    } catch {
      this.lost();
    }
  }

  private receive(event: SubmissionEvent): void {
    if (this.stopped || event.submissionId !== this.id) return;
    if (this.unanswered > 0) this.answered();
    this.handlers.onEvent(event);
    if (event.type === 'submission.finished') void this.poll();
    else this.schedule(QUIET_MS);
  }

  private lost(): void {
    if (this.stopped) return;
    this.subscribed = false;
    // Whether the service is away or only its socket, the next question tells; it has its own time by then.
    if (this.unanswered > 0) return;
    this.handlers.onConnection('polling');
    this.schedule(POLL_MS);
  }

  private answered(): void {
    this.unanswered = 0;
    this.handlers.onConnection(this.subscribed ? 'live' : 'polling');
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.poll(), delayMs);
  }

  private async poll(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const view = await this.means.get(this.abort.signal);
      if (this.stopped) return;
      this.answered();
      this.take(view, null);
    } catch (error) {
      if (this.stopped) return;
      if (error instanceof ApiError && GONE.has(error.problem.status)) {
        this.stop();
        return this.handlers.onGone(problemOf(error));
      }
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    const { status } = problemOf(error);
    const isThere = status > 0 && status < 500;
    this.handlers.onConnection(isThere ? 'polling' : 'offline');
    this.schedule(Math.min(POLL_MS * 2 ** this.unanswered, MAX_BACK_OFF_MS));
    this.unanswered += 1;
  }

  /**
   * A snapshot may say `finished` before its result is attached; only a view with everything ends the
   * following.
   */
  private take(view: SubmissionView, seq: number | null): void {
    const isFinal = view.status === 'finished' || view.status === 'cancelled';
    if (isFinal && seq !== null) return void this.poll();
    if (isFinal) this.stop();
    else this.schedule(this.subscribed ? QUIET_MS : POLL_MS);
    this.handlers.onView(view, seq);
  }
}
