import type { JudgeTestResult, Limits, SuiteOfJob } from '@app/contracts';
import type { OutputChecker } from '../../checkers/checker.js';
import { judged } from '../../checkers/checker.js';
import type { CheckCase, Judgement } from '../../checkers/judgement.js';
import { saidBy } from '../../checkers/program-end.js';
import type { OutputKeeper } from '../../results/kept-outputs.js';
import { repeated } from '../../results/repeated.js';
import { executionOf } from '../../results/verdict.js';
import type { PreparedProgram, RunItem, RunOutcome, Sandbox } from '../../runner/runner.js';
import { runWhole } from '../../runner/whole-outputs.js';
import type { ItemCost } from '../batch.js';
import { JobFailed } from '../kind.js';
import { judgePasses } from './passes.js';
import type { JudgeProblem, JudgedTest } from '../problem/problem.js';
import type { TestEnd } from '../problem/schedule.js';
import { endOf, maximumOf } from '../problem/test-end.js';
import { shownToContestant } from '../problem/shown.js';
import type { TestTally } from '../problem/tally.js';
import { readData } from '../problem/test-data.js';

/** What every batch of a judge job runs with. */
export interface JudgeSetup {
  problem: JudgeProblem;
  program: PreparedProgram;
  /** Main file of the program, for checkers that look at it. */
  source: string;
  checker: OutputChecker;
  /** Whether tests without an expected output are checked too. */
  checksEverything: boolean;
  limitsOf: (test: JudgedTest) => Limits;
  repetitions: number;
  feedback: SuiteOfJob['feedback'];
  /** Takes outputs that are too long for the result. */
  outputs: OutputKeeper;
  validates?: SuiteOfJob['validates'] | undefined;
}

/** Where a lane runs its programs. */
export interface JudgeSandboxes {
  program: Sandbox;
  /** Another one where the checker is a program: the program under test must not see how it is judged. */
  checker: Sandbox;
}

type ItemSetup = Parameters<typeof runWhole>[1][number];

interface Done {
  index: number;
  outcome: RunOutcome;
  all: readonly RunOutcome[];
  input: Buffer;
}

function doneOf(index: number, input: Buffer, all: readonly RunOutcome[]): Done {
  // The first that failed says more than the others.
  const outcome = all.find(({ kind }) => kind !== 'ok') ?? all[0]!;
  return { index, outcome, all, input };
}

/** One batch of tests that have the same limits: runs them, has the outputs judged, enters the results. */
export class JudgeBatch {
  private readonly costs: ItemCost[] = [];

  constructor(
    private readonly setup: JudgeSetup,
    private readonly sandboxes: JudgeSandboxes,
    private readonly tally: TestTally,
  ) {}

  /**
   * @param indexes of the tests, in order
   * @throws JobFailed when the sandbox could not run the program, or data of a test is gone; NotCompiled
   */
  async run(indexes: readonly number[]): Promise<readonly ItemCost[]> {
    const { program, problem, repetitions, limitsOf } = this.setup;
    const limits = limitsOf(problem.tests[indexes[0]!]!);
    const inputs: Buffer[] = [];
    for (const index of indexes) inputs.push(await readData(problem.tests[index]!.input));
    const items: RunItem[] = [];
    for (const [at, index] of indexes.entries())
      items.push(await this.itemOf(problem.tests[index]!, inputs[at]!));
    const outputName = problem.io?.output;
    const collect = outputName && { patterns: [outputName], maxBytes: limits.outputLimitBytes, maxFiles: 1 };
    const setup = { program, limits, ...(collect && { collect }) };
    if (this.hasPasses) return this.runPasses(indexes, inputs, setup);
    for await (const portion of runWhole(this.sandboxes.program, [setup], items, repetitions)) {
      const done = portion.map(({ at, outcomes }) => doneOf(indexes[at]!, inputs[at]!, outcomes[0]!));
      await this.enter(done);
      if (this.tally.ended) break;
    }
    return this.costs;
  }

  private get hasPasses(): boolean {
    const { problem, checker, validates } = this.setup;
    return problem.passes > 1 && checker.checkPass !== undefined && !validates;
  }

  /** Test after test, each pass of which has the input that the one before has led to. */
  private async runPasses(
    indexes: readonly number[],
    inputs: readonly Buffer[],
    setup: ItemSetup,
  ): Promise<readonly ItemCost[]> {
    const { problem, checker, source } = this.setup;
    for (const [at, index] of indexes.entries()) {
      if (this.tally.ended) break;
      const test = problem.tests[index]!;
      const expected = test.answer === undefined ? Buffer.alloc(0) : await readData(test.answer);
      const { outcome, judgement } = await judgePasses(inputs[at]!, {
        mostPasses: problem.passes,
        run: async (input) => this.runOne(await this.itemOf(test, input), setup),
        check: async (ran, input, feedback) => {
          const output = this.outputOf(ran);
          if (output === null) return noOutputFile(problem.io!.output!);
          const one = { input, output, expected, source, args: test.checkerArgs ?? [], feedback };
          return checker.checkPass!(this.sandboxes.checker, one);
        },
      });
      const done = doneOf(index, inputs[at]!, [outcome]);
      await this.enter([done], new Map(judgement ? [[index, judgement]] : []));
    }
    return this.costs;
  }

  private async runOne(item: RunItem, setup: ItemSetup): Promise<RunOutcome> {
    for await (const portion of runWhole(this.sandboxes.program, [setup], [item], 1)) {
      const outcome = portion[0]?.outcomes[0]?.[0];
      if (outcome) return outcome;
    }
    throw new Error('the sandbox answered nothing');
  }

  private async itemOf(test: JudgedTest, input: Buffer): Promise<RunItem> {
    const { problem, validates } = this.setup;
    const args = validates ? test.validatorArgs : test.args;
    const workFiles: NonNullable<RunItem['workFiles']> = [];
    for (const { path, content } of test.files ?? []) workFiles.push({ path, content: await content.read() });
    const inputName = validates ? undefined : problem.io?.input;
    if (inputName) workFiles.push({ path: inputName, content: input });
    return {
      stdin: inputName ? '' : input,
      ...(args && { args: [...args] }),
      ...(workFiles.length > 0 && { workFiles }),
    };
  }

  private async enter(done: readonly Done[], known?: ReadonlyMap<number, Judgement>): Promise<void> {
    if (done.length === 0 || this.tally.ended) return;
    const judgements = known ?? (await this.judgementsOf(done));
    for (const one of done) {
      this.costs.push({ wallTimeMs: one.outcome.wallTimeMs, bytes: one.outcome.stdout.length });
      const { index, outcome } = one;
      const { result, end } = this.resultOf(one, judgements.get(index));
      if (this.setup.feedback === 'full' || this.setup.problem.tests[index]!.sample) {
        this.setup.outputs.keep(`tests/${index}/stdout`, outcome.stdout);
        this.setup.outputs.keep(`tests/${index}/stderr`, outcome.stderr);
      }
      this.tally.settle(one.index, result, end);
    }
  }

  private async judgementsOf(done: readonly Done[]): Promise<Map<number, Judgement>> {
    const { problem, validates, checksEverything, source } = this.setup;
    const judgements = new Map<number, Judgement>();
    if (validates) {
      for (const { index, outcome } of done) {
        const judgement = validation(outcome, validates);
        if (judgement) judgements.set(index, judgement);
      }
      return judgements;
    }
    const byProgram: { index: number; one: CheckCase }[] = [];
    for (const { index, outcome, input } of done) {
      const test = problem.tests[index]!;
      if (outcome.kind !== 'ok' || (test.answer === undefined && !checksEverything)) continue;
      const output = this.outputOf(outcome);
      if (output === null) {
        judgements.set(index, noOutputFile(problem.io!.output!));
        continue;
      }
      const expected = test.answer === undefined ? Buffer.alloc(0) : await readData(test.answer);
      if (test.checker) judgements.set(index, await judged(test.checker, expected, output));
      else byProgram.push({ index, one: { input, output, expected, source, args: test.checkerArgs ?? [] } });
    }
    if (byProgram.length === 0) return judgements;
    const cases = byProgram.map(({ one }) => one);
    const answers = await this.setup.checker.check(this.sandboxes.checker, cases);
    if (answers.length !== cases.length) throw new Error('the checker judged too few outputs');
    byProgram.forEach(({ index }, at) => judgements.set(index, answers[at]!));
    return judgements;
  }

  /** Null when the file that should have it is not there. */
  private outputOf(outcome: RunOutcome): Buffer | null {
    const name = this.setup.problem.io?.output;
    if (!name) return outcome.stdout;
    return outcome.files?.find(({ path }) => path === name)?.content ?? null;
  }

  private resultOf(
    { index, outcome, all }: Done,
    judgement: Judgement | undefined,
  ): { result: JudgeTestResult; end: TestEnd } {
    const test = this.setup.problem.tests[index]!;
    const group = this.tally.schedule.groupOf(index);
    if (outcome.kind === 'internal') {
      throw new JobFailed(`test ${test.name}: the sandbox failed: ${outcome.reason}`);
    }
    const end = endOf(outcome, judgement, maximumOf(test));
    const execution = executionOf(outcome, end.verdict, this.tally.kept);
    const full: JudgeTestResult = {
      name: test.name,
      ...(group !== undefined && { group }),
      ...execution,
      ...(all.length > 1 && repeated(all)),
      ...(end.message && { message: end.message }),
      ...(end.first && { firstDifference: end.first }),
    };
    const result =
      this.setup.feedback === 'full' ? full : shownToContestant(full, judgement, test.sample ?? false);
    const { verdict, share, points } = end;
    return { result, end: { verdict, share, ...(points !== undefined && { points }) } };
  }
}

function noOutputFile(name: string): Judgement {
  return {
    kind: 'wrong_answer',
    message: `the program wrote no file ${name}`,
    shown: `the program wrote no file ${name}`,
  };
}

/** What a validator says of an input: undefined where it did not end by itself. */
function validation(outcome: RunOutcome, protocol: 'testlib' | 'kattis'): Judgement | undefined {
  if (outcome.kind !== 'ok' && (outcome.kind !== 'runtime_error' || outcome.exitCode === null))
    return undefined;
  const exitCode = outcome.kind === 'ok' ? 0 : outcome.exitCode;
  const message = saidBy(outcome);
  return exitCode === (protocol === 'kattis' ? 42 : 0)
    ? { kind: 'accepted', message: '' }
    : { kind: 'wrong_answer', message: message || `the validator ended with exit code ${exitCode}` };
}
