import type { SubmissionEvent } from '@app/contracts';

/** At most so many are on their way at a time: also large ones on a busy machine arrive within the time limit. */
const BATCH = 32;
const AGAIN_MS = 250;
/** Kept for a Redis that is away; older ones are dropped, for the api looks at rows as well. */
const MAX_KEPT = 1_000;

/** Events that nobody else tells: a client that misses one of the others sees the next one. */
const MUST_ARRIVE: ReadonlySet<SubmissionEvent['type']> = new Set<SubmissionEvent['type']>([
  'submission.failure_found',
  'submission.finished',
]);

/**
 * Sends events in their order. What must arrive is kept while it cannot be sent, and sent before anything that comes
 * later: a client drops what has a lower number than what it has seen. One whose confirmation is lost is sent twice.
 */
export class Outbox {
  private waiting: SubmissionEvent[] = [];
  private sending: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** @param send resolves when the event is safe; called again before that, in order */
  constructor(private readonly send: (event: SubmissionEvent) => Promise<unknown>) {}

  put(event: SubmissionEvent): void {
    // Behind others that wait for Redis: only what must arrive.
    if (this.timer !== undefined && !MUST_ARRIVE.has(event.type)) return;
    this.waiting.push(event);
    if (this.waiting.length > MAX_KEPT) this.makeRoom();
    this.flush();
  }

  /** Tries now. */
  flush(): void {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
  }

  /** Resolves when nothing is on its way; what could not be sent stays behind. */
  async close(): Promise<void> {
    await this.sending;
    clearTimeout(this.timer);
  }

  private async sendAll(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      const outcomes = await Promise.allSettled(batch.map((event) => this.send(event)));
      const failed = batch.filter((_event, index) => outcomes[index]!.status === 'rejected');
      if (failed.length === 0) continue;
      this.waiting = [...failed, ...this.waiting].filter(({ type }) => MUST_ARRIVE.has(type));
      this.timer = setTimeout(() => this.flush(), AGAIN_MS).unref();
      return;
    }
  }

  private makeRoom(): void {
    const dispensable = this.waiting.findIndex(({ type }) => !MUST_ARRIVE.has(type));
    this.waiting.splice(Math.max(dispensable, 0), 1);
  }
}
