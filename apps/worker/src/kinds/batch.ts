import { BATCH_BYTES } from '../runner/whole-outputs.js';

/** How many runs go to a sandbox in one message. */

/** More than this gains nothing: the cost of a message is then below a few percent of the shortest run. */
const MAX_ITEMS = 32;
/** A batch is answered as a whole: it should not take longer than this. */
const TARGET_MS = 100;
/** Nor much longer if, all of a sudden, every run in it ran into its CPU time limit ... */
const WORST_CASE_MS = 16_000;
const MIN_WORST_CASE_ITEMS = 4;
/** ... unless so many runs were short before that hardly any in the batch can be expected to. */
const RECORDED_PER_ITEM = 4;
const GROWTH = 4;

/** What one item of a batch cost: time of all its runs, and the larger of its input and its outputs. */
export interface ItemCost {
  wallTimeMs: number;
  bytes: number;
}

/**
 * Finds the size of batches: starts with one, so that the first failure is seen early, and grows while runs
 * are short and small.
 */
export class BatchSizer {
  private size = 1;
  private msPerItem = 0;
  private bytesPerItem = 0;
  private recorded = 0;
  private readonly worstCaseItems: number;

  /** @param cpuTimeLimitMs limit of one run */
  constructor(cpuTimeLimitMs: number) {
    this.worstCaseItems = Math.max(MIN_WORST_CASE_ITEMS, Math.floor(WORST_CASE_MS / cpuTimeLimitMs));
  }

  /** Items that the next batch should have. */
  get items(): number {
    return this.size;
  }

  record(costs: readonly ItemCost[]): void {
    if (costs.length === 0) return;
    const ms = costs.reduce((sum, cost) => sum + cost.wallTimeMs, 0) / costs.length;
    this.msPerItem = this.msPerItem === 0 ? ms : (this.msPerItem + ms) / 2;
    // Large outputs come in bursts: remember the largest for a while.
    this.bytesPerItem = Math.max(...costs.map(({ bytes }) => bytes), this.bytesPerItem * 0.9);
    const byTime = this.msPerItem > 0 ? TARGET_MS / this.msPerItem : Infinity;
    const byBytes = this.bytesPerItem > 0 ? BATCH_BYTES / (this.bytesPerItem * 1.25) : Infinity;
    this.recorded += costs.length;
    const byExperience = Math.max(this.worstCaseItems, this.recorded / RECORDED_PER_ITEM);
    const size = Math.floor(Math.min(this.size * GROWTH, byTime, byBytes, byExperience, MAX_ITEMS));
    this.size = Math.max(1, size);
  }
}
