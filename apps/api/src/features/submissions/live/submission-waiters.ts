import { Submission } from '@app/database';
import { type Ended, SubmissionBus } from '@app/queue';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';

/** Events can be lost, rows cannot: those waited for are looked up so often. */
const POLL_MS = 1_000;
/**
 * For a submission this young the row need not be read: if it has ended, its end is among those remembered.
 */
const JUST_MADE_MS = 5_000;
const MAX_ENDS = 10_000;

type Done = (ended?: Ended) => void;

/** Holds requests until their submission is final. */
@Injectable()
export class SubmissionWaiters implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SubmissionWaiters.name);
  private readonly waiting = new Map<string, Set<Done>>();
  /** The last ones, the oldest first. */
  private readonly ends = new Set<string>();
  private poll: NodeJS.Timeout | undefined;
  private stopListening = () => {};
  private closed = false;

  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly bus: SubmissionBus,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.bus.onEvent((event) => {
      if (event.type === 'submission.finished') this.noteEnd(event.submissionId, event);
    });
  }

  /**
   * The submission is final: those who wait for it have waited enough. @param news what was told of its end
   */
  noteEnd(id: string, news?: Ended): void {
    this.ends.add(id);
    const [oldest] = this.ends;
    if (this.ends.size > MAX_ENDS) this.ends.delete(oldest!);
    this.wake(id, news);
  }

  /** Requests that wait are answered as after a time-out: the submission goes on without this process. */
  onModuleDestroy(): void {
    this.closed = true;
    this.stopListening();
    clearInterval(this.poll);
    for (const id of [...this.waiting.keys()]) this.wake(id);
  }

  get size(): number {
    return this.waiting.size;
  }

  /**
   * Resolves when the submission is final, when `timeoutMs` is over, when `signal` fires or when the service
   * stops.
   * @returns how it ended, if that was told; else look at the row
   */
  async untilFinal(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Ended | undefined> {
    if (this.closed || signal?.aborted) return undefined;
    const isJustMade = Date.now() - madeAtMs(id) < JUST_MADE_MS;
    if (isJustMade && this.ends.has(id)) return undefined;
    return new Promise((resolve) => {
      const done = (ended?: Ended) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.remove(id, done);
        resolve(ended);
      };
      const onAbort = () => done();
      const timer = setTimeout(onAbort, timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.add(id, done);
      // It may have become final before this process listened, or its end may be forgotten.
      if (!isJustMade) void this.lookUp([id]);
    });
  }

  private add(id: string, done: Done): void {
    const set = this.waiting.get(id) ?? new Set();
    this.waiting.set(id, set.add(done));
    this.poll ??= setInterval(() => void this.lookUp([...this.waiting.keys()]), POLL_MS).unref();
  }

  private remove(id: string, done: Done): void {
    const set = this.waiting.get(id);
    set?.delete(done);
    if (set?.size === 0) this.waiting.delete(id);
    if (this.waiting.size > 0) return;
    clearInterval(this.poll);
    this.poll = undefined;
  }

  private wake(id: string, ended?: Ended): void {
    for (const done of [...(this.waiting.get(id) ?? [])]) done(ended);
  }

  private async lookUp(ids: string[]): Promise<void> {
    try {
      const final = await this.rows.find({
        where: { id: In(ids), status: In(['finished', 'cancelled']) },
        select: { id: true },
      });
      for (const { id } of final) this.wake(id);
    } catch (error) {
      this.logger.warn(`cannot look up what is waited for: ${String(error)}`);
    }
  }
}

/** A UUIDv7 begins with when it was made, in milliseconds since 1970 (RFC 9562, section 5.7). */
function madeAtMs(id: string): number {
  return Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
}
