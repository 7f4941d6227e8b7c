import {
  INLINE_TEXT_BYTES,
  type ExecutionVerdict,
  type JudgedTest,
  type JudgeResult,
  type JudgeTestResult,
} from '@app/contracts';
import type { KeptBytes } from '../../results/verdict.js';
import type { JudgeProblem } from './problem.js';
import type { Schedule, TestEnd } from './schedule.js';
import { scoreOf, type Grade, type Score } from './scoring.js';

/** Bytes of all texts of one stored result; as JSON they are at most twice as much. */
export const RESULT_TEXT_BYTES = 16 * 1024 * 1024;

interface Entry {
  result: JudgeTestResult;
  end: TestEnd;
}

/**
 * The results of a judge job. They come in as lanes finish them, and count in the order of the schedule: what
 * is skipped because of an earlier test is dropped again.
 */
export class TestTally {
  private readonly waiting = new Map<number, Entry>();
  private readonly before = new Set<number>();
  private readonly results: (JudgeTestResult | undefined)[];
  private position = 0;
  private taken = 0;
  private textBytesLeft = RESULT_TEXT_BYTES;
  /** What the problem's grader says of groups, by their names. */
  private readonly grades = new Map<string, Grade>();
  /** Why the first test that could not be judged could not. */
  failure: string | null = null;

  /** @param onJudged called with each test that counts, in their order */
  constructor(
    private readonly problem: JudgeProblem,
    readonly schedule: Schedule,
    private readonly onJudged: (test: JudgedTest) => void,
  ) {
    this.results = problem.tests.map(() => undefined);
    this.advance();
  }

  get total(): number {
    return this.problem.tests.length;
  }

  /** Tests that are settled: judged or skipped. */
  get done(): number {
    return this.position;
  }

  /** No further test counts. */
  get ended(): boolean {
    return this.position === this.schedule.order.length;
  }

  /** Tests that may still have to be run. */
  get remaining(): number {
    return this.ended ? 0 : this.schedule.order.length - this.taken;
  }

  /** The next test to be run, or undefined; `peek` leaves it for the next call. */
  next(peek = false): number | undefined {
    while (this.taken < this.schedule.order.length) {
      const index = this.schedule.order[this.taken]!;
      if (!this.before.has(index) && !this.schedule.isSkipped(index)) {
        if (!peek) this.taken++;
        return index;
      }
      this.taken++;
    }
    return undefined;
  }

  /** How much of the next test's output may be stored: the last ones of many long ones are cut. */
  get kept(): KeptBytes {
    return {
      stdout: Math.min(INLINE_TEXT_BYTES, this.textBytesLeft),
      stderr: Math.min(INLINE_TEXT_BYTES, this.textBytesLeft),
    };
  }

  /** Enters a test that is not to be run. */
  settleBefore(index: number, result: JudgeTestResult, end: TestEnd): void {
    this.before.add(index);
    this.settle(index, result, end);
  }

  settle(index: number, result: JudgeTestResult, end: TestEnd): void {
    this.waiting.set(index, { result, end });
    const bytes = Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr);
    this.textBytesLeft = Math.max(0, this.textBytesLeft - bytes);
    this.advance();
  }

  private advance(): void {
    for (; this.position < this.schedule.order.length; this.position++) {
      const index = this.schedule.order[this.position]!;
      if (this.schedule.isSkipped(index)) {
        this.schedule.skip(index);
        this.waiting.delete(index);
        continue;
      }
      const entry = this.waiting.get(index);
      if (!entry) return;
      this.waiting.delete(index);
      this.count(index, entry);
    }
  }

  private count(index: number, { result, end }: Entry): void {
    this.results[index] = result;
    this.schedule.record(index, end);
    if (result.verdict === 'internal_error') this.failure ??= `test ${result.name}: ${result.message ?? ''}`;
    const { name, group, verdict, points, cpuTimeMs, wallTimeMs, memoryBytes } = result;
    this.onJudged({
      index,
      name,
      verdict,
      cpuTimeMs,
      wallTimeMs,
      memoryBytes,
      ...(group !== undefined && { group }),
      ...(points !== undefined && { points }),
    });
  }

  /** The first failure in the order of the tests; what could not be judged goes before all else. */
  get verdict(): ExecutionVerdict {
    const results = this.results.filter((result) => result !== undefined);
    if (results.some(({ verdict }) => verdict === 'internal_error')) return 'internal_error';
    if (this.schedule.accepted) return 'accepted';
    // Skipped tests come after a failure: without one, nothing is missing.
    return results.find(({ verdict }) => verdict !== 'accepted')?.verdict ?? 'accepted';
  }

  /** What a group comes to, in place of what the rules say. */
  grade(group: string, grade: Grade): void {
    this.grades.set(group, grade);
    this.schedule.grade(group, grade.verdict);
  }

  score(): Score {
    const { tests, aggregation } = this.problem;
    return scoreOf(this.schedule, {
      names: tests.map(({ name }) => name),
      points: tests.map(({ points }) => points),
      accepted: tests.map(({ acceptedPoints }) => acceptedPoints),
      aggregation,
      grades: this.grades,
    });
  }

  summary(): Omit<JudgeResult, 'compilation'> {
    const { tests, groups } = this.problem;
    const results = this.results.filter((result) => result !== undefined);
    const score = this.score();
    this.results.forEach((result, index) => {
      const points = score.ofTest[index];
      if (result && points !== undefined) result.points = Math.round(points * 1e9) / 1e9;
    });
    const hasPoints = score.maxPoints > 0 || score.ofTest.some((points) => points !== undefined);
    return {
      tests: results,
      ...(groups.length > 0 && { groups: score.groups }),
      passed: results.filter(({ verdict }) => verdict === 'accepted').length,
      total: tests.length,
      ...(hasPoints && { points: score.points, maxPoints: score.maxPoints }),
    };
  }
}
