import type { ExecutionVerdict, JudgeTest, JudgeTestResult, Limits } from '@app/contracts';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { keptStdoutBytes, type ItemCost } from '../batch.js';
import { isAccepted, type Judgement, type OutputChecker } from '../../checkers/checker.js';
import { JobFailed } from '../kind.js';
import type { TestTally } from './test-tally.js';
import type { OutputKeeper } from '../../results/kept-outputs.js';
import { executionOf, verdictOf } from '../../results/verdict.js';

/** What every batch of a judge job runs with. */
export interface JudgeSetup {
  program: PreparedProgram;
  sandbox: Sandbox;
  checker: OutputChecker;
  checkerSandbox: Sandbox;
  /** Whether tests without an expected output are checked too. */
  checksEverything: boolean;
  limits: Limits;
  /** Takes outputs that are too long for the result. */
  outputs: OutputKeeper;
}

interface Done {
  index: number;
  outcome: RunOutcome;
}

/** One batch of tests: runs them, has the outputs judged, enters the results. */
export class JudgeBatch {
  private readonly costs: ItemCost[] = [];

  constructor(
    private readonly setup: JudgeSetup,
    private readonly tests: readonly JudgeTest[],
    private readonly tally: TestTally,
  ) {}

  /**
   * @param indexes of the tests, in order
   * @throws JobFailed when the sandbox could not run the program
   */
  async run(indexes: readonly number[]): Promise<readonly ItemCost[]> {
    const { sandbox, program, limits } = this.setup;
    const items = indexes.map((index) => ({ stdin: inputOf(this.tests[index]!) }));
    const stdoutKeepBytes = keptStdoutBytes(items.length, limits.outputLimitBytes);
    const outcomes = await sandbox.run(program, items, limits, { stdoutKeepBytes });
    let whole: Done[] = [];
    for (const [at, index] of indexes.entries()) {
      const outcome = outcomes[at];
      if (!outcome) throw new Error('the sandbox answered too few outcomes');
      const isCut = items.length > 1 && outcome.kind === 'ok' && outcome.stdoutTruncated;
      if (!isCut) {
        whole.push({ index, outcome });
        continue;
      }
      await this.enter(whole);
      whole = [];
      // Longer than its share of the batch: once more, alone, with all of its output.
      if (!this.tally.ended) await this.run([index]);
    }
    await this.enter(whole);
    return this.costs;
  }

  private async enter(done: readonly Done[]): Promise<void> {
    if (done.length === 0 || this.tally.ended) return;
    const judgements = await this.judgementsOf(done);
    for (const { index, outcome } of done) {
      this.costs.push({ wallTimeMs: outcome.wallTimeMs, bytes: outcome.stdout.length });
      if (this.tally.ended) continue;
      this.setup.outputs.keep(`tests/${index}/stdout`, outcome.stdout);
      this.setup.outputs.keep(`tests/${index}/stderr`, outcome.stderr);
      this.tally.add(this.resultOf(index, outcome, judgements.get(index)));
    }
  }

  private async judgementsOf(done: readonly Done[]): Promise<Map<number, Judgement>> {
    const toCheck = done.filter(({ index, outcome }) => {
      const { expectedOutput } = this.tests[index]!;
      return outcome.kind === 'ok' && (expectedOutput !== undefined || this.setup.checksEverything);
    });
    if (toCheck.length === 0) return new Map();
    const cases = toCheck.map(({ index, outcome }) => ({
      input: inputOf(this.tests[index]!),
      output: outcome.stdout,
      expected: Buffer.from(this.tests[index]!.expectedOutput ?? ''),
    }));
    const judgements = await this.setup.checker.check(this.setup.checkerSandbox, cases);
    if (judgements.length !== cases.length) throw new Error('the checker judged too few outputs');
    return new Map(toCheck.map(({ index }, at) => [index, judgements[at]!]));
  }

  private resultOf(index: number, outcome: RunOutcome, judgement: Judgement | undefined): JudgeTestResult {
    const name = this.tally.nameOf(index);
    const maximum = this.tests[index]!.points;
    const entry = (
      verdict: ExecutionVerdict,
      message: string,
      points: number | undefined,
    ): JudgeTestResult => ({
      name,
      ...executionOf(outcome, verdict, this.tally.kept),
      ...(message !== '' && { message }),
      ...(points !== undefined && { points }),
    });
    if (outcome.kind === 'internal')
      throw new JobFailed(`test ${name}: the sandbox failed: ${outcome.reason}`);
    if (judgement === undefined) {
      const verdict = verdictOf(outcome);
      return entry(verdict, '', maximum && (verdict === 'accepted' ? maximum : 0));
    }
    if (judgement.kind === 'failed') {
      this.tally.failure = `test ${name}: ${judgement.reason}`;
      return entry('internal_error', judgement.reason, maximum && 0);
    }
    const accepted = isAccepted(judgement, maximum);
    const verdict = accepted ? 'accepted' : 'wrong_answer';
    if (judgement.kind === 'points') {
      return entry(verdict, judgement.message, Math.min(judgement.points, maximum ?? Infinity));
    }
    return entry(verdict, judgement.message, maximum && (accepted ? maximum : 0));
  }
}

/** The bytes that a test gives its program. */
function inputOf({ input, inputEncoding }: JudgeTest): Buffer {
  return Buffer.from(input, inputEncoding);
}
