import { INLINE_TEXT_BYTES, type JudgeResult, type JudgeTest, type JudgeTestResult } from '@app/contracts';
import type { KeptBytes } from '../../results/verdict.js';

/** Bytes of all texts of one stored result; as JSON they are at most twice as much. */
export const RESULT_TEXT_BYTES = 16 * 1024 * 1024;

/** The results of a judge job as they come in, in the order of the tests. */
export class TestTally {
  readonly results: JudgeTestResult[] = [];
  /** Why the job cannot go on; null when nothing is wrong. */
  failure: string | null = null;
  private textBytesLeft = RESULT_TEXT_BYTES;

  constructor(
    private readonly tests: readonly JudgeTest[],
    private readonly stopOnFirstFailure: boolean,
  ) {}

  /** No further test counts. */
  get ended(): boolean {
    if (this.failure !== null || this.results.length === this.tests.length) return true;
    return this.stopOnFirstFailure && this.results.at(-1) !== undefined && !isPassed(this.results.at(-1)!);
  }

  /** How much of the next test's output may be stored: the last ones of many long ones are cut. */
  get kept(): KeptBytes {
    return {
      stdout: Math.min(INLINE_TEXT_BYTES, this.textBytesLeft),
      stderr: Math.min(INLINE_TEXT_BYTES, this.textBytesLeft),
    };
  }

  nameOf(index: number): string {
    return this.tests[index]!.name ?? `#${index + 1}`;
  }

  add(result: JudgeTestResult): void {
    this.results.push(result);
    const bytes = Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr);
    this.textBytesLeft = Math.max(0, this.textBytesLeft - bytes);
  }

  summary(): Omit<JudgeResult, 'compilation'> {
    const { results, tests } = this;
    const hasPoints =
      tests.some(({ points }) => points !== undefined) || results.some(({ points }) => points !== undefined);
    return {
      tests: results,
      passed: results.filter(isPassed).length,
      total: tests.length,
      ...(hasPoints && { points: results.reduce((sum, { points }) => sum + (points ?? 0), 0) }),
    };
  }
}

function isPassed({ verdict }: JudgeTestResult): boolean {
  return verdict === 'accepted';
}
