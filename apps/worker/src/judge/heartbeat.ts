import { LEASE_MS, type Claim, type JobState, type SubmissionStore } from './submission-store.js';
import type { UsageMeter } from './usage-meter.js';

/** How often a running job's row is looked after. */
const BEAT_MS = 1_000;
/** How often the lease is renewed when there is no other news. */
const RENEW_EVERY_MS = 2_000;

/**
 * Keeps a claim in force while its job runs, and writes down on the way how far it is and what it has used. When the claim is gone, because the
 * submission was cancelled or somebody else took it over, or when the database was out of reach for as long as the
 * lease, `onLost` is called once.
 */
export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> = Promise.resolve();
  private renewedAt = performance.now();
  private writtenSeq: number;
  private stopped = false;

  constructor(
    private readonly store: SubmissionStore,
    private readonly claim: Claim,
    private readonly usage: Pick<UsageMeter, 'take' | 'giveBack'>,
    private readonly state: () => JobState,
    private readonly onLost: () => void,
  ) {
    this.writtenSeq = state().eventSeq;
    this.schedule();
  }

  /** Whether the claim may be believed to be in force still. */
  get holds(): boolean {
    return performance.now() - this.renewedAt < LEASE_MS;
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
      if (await this.store.renew(this.claim, state, usedMs)) {
        this.renewedAt = askedAt;
        this.writtenSeq = state.eventSeq;
        return;
      }
      this.usage.giveBack(usedMs);
    } catch {
      this.usage.giveBack(usedMs);
      // The database is out of reach; the lease says for how long that does not matter.
      if (this.holds) return;
    }
    if (this.stopped) return;
    this.stopped = true;
    this.onLost();
  }
}
