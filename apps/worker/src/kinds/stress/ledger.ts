import type { StressFailure } from '@app/contracts';
import type { WholeTexts } from './round.js';

/** Largest CPU time of a run of each program, in milliseconds. */
export interface CpuTimes {
  reference: number;
  candidate: number;
}

/** An iteration in which all programs were run: `digest` tells its input from others. */
interface Run {
  cpuTimeMs: CpuTimes;
  digest: string;
}

/** A failure, with what it shows cut. */
export interface FoundFailure {
  failure: StressFailure;
  whole: WholeTexts;
}

/** What came out of one iteration. `classes` are equal for candidates that did the same. */
export type IterationResult =
  | (Run & { kind: 'same'; classes: string[] })
  | (Run & { kind: 'difference'; classes: string[]; failures: FoundFailure[] })
  | (Run & { kind: 'reference_failed'; found: FoundFailure; reason: string | undefined })
  | { kind: 'generator_failed' | 'validator_failed' | 'checker_failed' | 'internal'; reason: string };

/** Why a stress loop is over. */
export type LedgerEnd =
  | { kind: 'all_done' }
  | { kind: 'enough_failures' }
  | { kind: 'reference_failed'; reason: string | undefined }
  | {
      kind: 'generator_failed' | 'validator_failed' | 'checker_failed' | 'internal';
      reason: string;
      iteration: number;
    };

/**
 * Puts the results of lanes, which come in any order, into the order of iterations, and says what a loop that
 * does one iteration after the other would have said: nothing counts before all that comes before it is
 * known.
 */
export class StressLedger {
  readonly failures: StressFailure[] = [];
  /** Iterations that count, all of them from 0 on. */
  done = 0;
  end: LedgerEnd | null = null;
  readonly maxCpuTimeMs: CpuTimes = { reference: 0, candidate: 0 };
  /** On how many inputs two candidates differed. */
  readonly disagreements: number[][];

  /** Results that wait for an earlier one. */
  private readonly early = new Map<number, IterationResult>();
  private readonly digests = new Set<string>();
  /** Failures of each candidate that count. */
  private readonly failed: number[];
  private knownHorizon: number;

  /** @param onFailure called with each failure that counts, in order, and its place among them */
  constructor(
    private readonly total: number,
    private readonly stopAfterFailures: number,
    private readonly onFailure: (found: FoundFailure, index: number) => void,
    candidates = 1,
  ) {
    this.knownHorizon = total;
    this.failed = new Array<number>(candidates).fill(0);
    this.disagreements = this.failed.map(() => new Array<number>(candidates).fill(0));
  }

  /** Iterations from here on cannot count any more. Falls, never rises. */
  get horizon(): number {
    return this.end ? this.done : this.knownHorizon;
  }

  /** How many of the inputs were different ones. */
  get distinctInputs(): number {
    return this.digests.size;
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
    const failed = [...this.failed];
    for (const [iteration, result] of bad) {
      if (result.kind === 'difference') {
        for (const { failure } of result.failures) failed[failure.candidateIndex]!++;
        if (!this.isEnough(failed)) continue;
      }
      this.knownHorizon = Math.min(this.knownHorizon, iteration + 1);
      return;
    }
  }

  /** Whether every candidate has failed often enough. */
  private isEnough(failed: readonly number[]): boolean {
    return failed.every((count) => count >= this.stopAfterFailures);
  }

  private count(result: IterationResult): void {
    const iteration = this.done;
    switch (result.kind) {
      case 'same':
      case 'difference':
      case 'reference_failed':
        this.done++;
        this.measure(result.cpuTimeMs);
        this.digests.add(result.digest);
        if (result.kind !== 'reference_failed') this.countDisagreements(result.classes);
        break;
      case 'generator_failed':
      case 'validator_failed':
      case 'checker_failed':
      case 'internal':
        this.end = { kind: result.kind, reason: result.reason, iteration };
        return;
      default:
        throw new TypeError(`unknown result ${JSON.stringify(result satisfies never)}`);
    }
    if (result.kind === 'difference') for (const found of result.failures) this.keep(found);
    if (result.kind === 'reference_failed') {
      this.add(result.found);
      this.end = { kind: 'reference_failed', reason: result.reason };
    } else if (this.isEnough(this.failed)) this.end = { kind: 'enough_failures' };
    else if (this.done === this.total) this.end = { kind: 'all_done' };
  }

  private keep(found: FoundFailure): void {
    const { candidateIndex } = found.failure;
    if (this.failed[candidateIndex]! >= this.stopAfterFailures) return;
    this.failed[candidateIndex]!++;
    this.add(found);
  }

  private add(found: FoundFailure): void {
    const index = this.failures.push(found.failure) - 1;
    this.onFailure(found, index);
  }

  private countDisagreements(classes: readonly string[]): void {
    classes.forEach((one, i) => {
      classes.forEach((other, j) => {
        if (one !== other) this.disagreements[i]![j]!++;
      });
    });
  }

  private measure({ reference, candidate }: CpuTimes): void {
    this.maxCpuTimeMs.reference = Math.max(this.maxCpuTimeMs.reference, reference);
    this.maxCpuTimeMs.candidate = Math.max(this.maxCpuTimeMs.candidate, candidate);
  }
}
