import type { SubmissionResult, Verdict } from '@app/contracts';
import type { Cache } from './cache/cache.js';
import { fingerprint, isRepeatable } from './repeatable.js';

const TTL_MS = 24 * 3600_000;
/** A larger result costs more to keep than it saves. */
const MAX_CHARACTERS = 1024 * 1024;
/** Stands for such a one: its fingerprint counts all the same. */
const TOO_LARGE = 'null';

export interface CachedResult {
  verdict: Verdict;
  result: SubmissionResult;
}

/** Remembers for good which work came out differently from run to run. */
export interface VaryingResults {
  has(key: string): Promise<boolean>;
  add(key: string): Promise<void>;
}

/**
 * Results by the hash of the work they are the result of. Work whose results differ from run to run is marked
 * for good and never answered from here.
 */
export class ResultCache {
  constructor(
    private readonly cache: Cache,
    private readonly varying: VaryingResults,
  ) {}

  /** The result of the same work done before, if it may stand for another run. */
  async find(key: string): Promise<CachedResult | null> {
    const found = await this.read(key);
    return found && !(await this.varying.has(key)) ? found : null;
  }

  /**
   * Keeps the result of a run, or finds out by it that this work comes out differently each time. The first
   * run of all leaves its fingerprint in one step, so that two first runs at the same time notice each other.
   */
  async offer(key: string, verdict: Verdict, result: SubmissionResult): Promise<void> {
    // One that ran out of time says nothing about the others.
    if (!isRepeatable(verdict, result)) return;
    const mine = fingerprint(verdict, result);
    const text = JSON.stringify({ verdict, result } satisfies CachedResult);
    const kept = text.length > MAX_CHARACTERS ? TOO_LARGE : text;
    const first = await this.cache.offer(keyOf(key), mine, kept, TTL_MS);
    // Whether it has varied before is not asked here but when it is looked up.
    if (first !== undefined && first !== mine) await this.varying.add(key);
  }

  private async read(key: string): Promise<CachedResult | null> {
    const text = await this.cache.offered(keyOf(key));
    return text === undefined ? null : (JSON.parse(text) as CachedResult | null);
  }
}

function keyOf(key: string): string {
  return `result:${key}`;
}
