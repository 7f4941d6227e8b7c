import type { SubmissionEvent } from '@app/contracts';
import type { ServiceEvent } from '../service-event.js';

/**
 * At most so many are on their way at a time: also large ones on a busy machine arrive within the time limit.
 */
const BATCH = 32;
/**
 * News of a job's beginning waits so long for what comes next: all that a small job has to tell goes in one
 * round trip, and no eye sees the difference.
 */
const GATHER_MS = 20;
const AGAIN_MS = 250;
/** Kept for a Redis that is away; older ones are dropped, for the api looks at rows as well. */
const MAX_KEPT = 1_000;

/** Events that cannot be made up for: a client that misses one of the others sees the next one. */
const MUST_ARRIVE: ReadonlySet<SubmissionEvent['type']> = new Set<SubmissionEvent['type']>([
  'submission.failure_found',
  'submission.finished',
]);

/**
 * Sends events in their order. What must arrive is kept while it cannot be sent, and sent before anything
 * that comes later: a client drops what has a lower number than what it has seen. One whose confirmation is
 * lost is sent twice.
 */
export class Outbox {
  private waiting: ServiceEvent[] = [];
  private sending: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  private gathering: NodeJS.Timeout | undefined;

  /** @param send resolves when these events are safe, all or none of them; not called again before that */
  constructor(private readonly send: (events: readonly ServiceEvent[]) => Promise<unknown>) {}

  put(event: ServiceEvent): void {
    // Behind others that wait for Redis: only what must arrive.
    if (this.timer !== undefined && !MUST_ARRIVE.has(event.type)) return;
    this.waiting.push(event);
    if (this.waiting.length > MAX_KEPT) this.makeRoom();
    if (MUST_ARRIVE.has(event.type)) this.flush();
    else this.gathering ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Tries now. */
  flush(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
  }

  /** Resolves when nothing is on its way; what could not be sent stays behind. */
  async close(): Promise<void> {
    if (this.gathering !== undefined) this.flush();
    await this.sending;
    clearTimeout(this.timer);
  }

  private async sendAll(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      const isSent = await this.send(batch).then(
        () => true,
        () => false,
      );
      if (isSent) continue;
      this.waiting = [...batch, ...this.waiting].filter(({ type }) => MUST_ARRIVE.has(type));
      this.timer = setTimeout(() => this.flush(), AGAIN_MS).unref();
      return;
    }
  }

  private makeRoom(): void {
    const dispensable = this.waiting.findIndex(({ type }) => !MUST_ARRIVE.has(type));
    this.waiting.splice(Math.max(dispensable, 0), 1);
  }
}
