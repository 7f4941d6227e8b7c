import type { StressFailure } from '@app/contracts';

/** Largest CPU time of a run of each program, in milliseconds. */
export interface CpuTimes {
  reference: number;
  candidate: number;
}

/** What came out of one iteration. */
export type IterationResult =
  | { kind: 'same'; cpuTimeMs: CpuTimes }
  | { kind: 'difference'; cpuTimeMs: CpuTimes; failure: StressFailure }
  | { kind: 'reference_failed'; cpuTimeMs: CpuTimes; failure: StressFailure }
  | { kind: 'generator_failed'; reason: string }
  | { kind: 'internal'; reason: string };

/** Why a stress loop is over. */
export type LedgerEnd =
  | { kind: 'all_done' }
  | { kind: 'enough_failures' }
  | { kind: 'reference_failed' }
  | { kind: 'generator_failed'; reason: string; iteration: number }
  | { kind: 'internal'; reason: string; iteration: number };

/**
 * Puts the results of lanes, which come in any order, into the order of iterations, and says what a loop that does one
 * iteration after the other would have said: nothing counts before all that comes before it is known.
 */
export class StressLedger {
  readonly failures: StressFailure[] = [];
  /** Iterations that count, all of them from 0 on. */
  done = 0;
  end: LedgerEnd | null = null;
  readonly maxCpuTimeMs: CpuTimes = { reference: 0, candidate: 0 };
  /** Results that wait for an earlier one. */
  private readonly early = new Map<number, IterationResult>();
  private knownHorizon: number;

  /** @param onFailure told about each failure that counts, in order */
  constructor(
    private readonly total: number,
    private readonly stopAfterFailures: number,
    private readonly onFailure: (failure: StressFailure) => void,
  ) {
    this.knownHorizon = total;
  }

  /** Iterations from here on cannot count any more. Falls, never rises. */
  get horizon(): number {
    return this.end ? this.done : this.knownHorizon;
  }

  settle(iteration: number, result: IterationResult): void {
    if (this.end || iteration >= this.knownHorizon) return;
    this.early.set(iteration, result);
    if (result.kind !== 'same') this.lowerHorizon();
    while (!this.end) {
      const next = this.early.get(this.done);
      if (!next) return;
      this.early.delete(this.done);
      this.count(next);
    }
    this.early.clear();
  }

  private lowerHorizon(): void {
    const bad = [...this.early].filter(([, { kind }]) => kind !== 'same').sort(([a], [b]) => a - b);
    let differences = this.failures.length;
    for (const [iteration, { kind }] of bad) {
      if (kind === 'difference' && ++differences < this.stopAfterFailures) continue;
      this.knownHorizon = Math.min(this.knownHorizon, iteration + 1);
      return;
    }
  }

  private count(result: IterationResult): void {
    const iteration = this.done;
    switch (result.kind) {
      case 'same':
      case 'difference':
      case 'reference_failed':
        this.done++;
        this.measure(result.cpuTimeMs);
        break;
      case 'generator_failed':
      case 'internal':
        this.end = { kind: result.kind, reason: result.reason, iteration };
        return;
      default:
        throw new TypeError(`unknown result ${JSON.stringify(result satisfies never)}`);
    }
    if (result.kind !== 'same') {
      this.failures.push(result.failure);
      this.onFailure(result.failure);
    }
    if (result.kind === 'reference_failed') this.end = { kind: 'reference_failed' };
    else if (this.failures.length >= this.stopAfterFailures) this.end = { kind: 'enough_failures' };
    else if (this.done === this.total) this.end = { kind: 'all_done' };
  }

  private measure({ reference, candidate }: CpuTimes): void {
    this.maxCpuTimeMs.reference = Math.max(this.maxCpuTimeMs.reference, reference);
    this.maxCpuTimeMs.candidate = Math.max(this.maxCpuTimeMs.candidate, candidate);
  }
}
