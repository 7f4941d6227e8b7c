import { inTime } from '@app/async';
import { type Claim, type JobState, type ClaimStore } from './claim-store.js';
import type { UsageMeter } from './usage-meter.js';

/** How often a running job's row is looked after. */
const BEAT_MS = 1_000;
/** How often the lease is renewed when there is no other news. */
const RENEW_EVERY_MS = 2_000;
/** A renewal that takes longer is given up and tried again, on another connection: this one may be dead. */
const RENEW_TIMEOUT_MS = 3_000;

/**
 * Keeps a claim in force while its job runs, and writes down on the way how far it is and what it has used.
 * When the claim is gone, because the submission was cancelled or another worker took it over, `onLost` is
 * called once. While the database is out of reach the job goes on, even beyond its lease: other workers
 * cannot take it over without the database either, and if one has when it is back, the next renewal says so.
 */
export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> = Promise.resolve();
  private renewedAt = performance.now();
  private writtenSeq: number;
  private stopped = false;
  private lost = false;

  constructor(
    private readonly store: ClaimStore,
    private readonly claim: Claim,
    private readonly usage: Pick<UsageMeter, 'take' | 'giveBack'>,
    private readonly state: () => JobState,
    private readonly onLost: () => void,
  ) {
    this.writtenSeq = state().eventSeq;
    this.schedule();
  }

  /** Whether the claim is known to be gone. */
  get isLost(): boolean {
    return this.lost;
  }

  /** Resolves when no statement of its is on the way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.beating;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => (this.beating = this.beat().then(() => this.schedule())), BEAT_MS);
  }

  private async beat(): Promise<void> {
    const state = this.state();
    const askedAt = performance.now();
    if (state.eventSeq === this.writtenSeq && askedAt - this.renewedAt < RENEW_EVERY_MS) return;
    const usedMs = this.usage.take();
    try {
      if (await inTime(this.store.renew(this.claim, state, usedMs), RENEW_TIMEOUT_MS)) {
        this.renewedAt = askedAt;
        this.writtenSeq = state.eventSeq;
        return;
      }
      this.usage.giveBack(usedMs);
    } catch {
      this.usage.giveBack(usedMs);
      return;
    }
    if (this.stopped) return;
    this.stopped = true;
    this.lost = true;
    this.onLost();
  }
}
