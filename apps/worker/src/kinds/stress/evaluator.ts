import type { ExecutionVerdict, FailureKind, Limits, StressFailure } from '@app/contracts';
import { createHash } from 'node:crypto';
import { isAccepted, type Judgement, type OutputChecker } from '../../checkers/checker.js';
import { decodeUtf8, storedText } from '../../results/stored-text.js';
import { executionOf, verdictOf, type KeptBytes } from '../../results/verdict.js';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { runWhole } from '../../runner/whole-outputs.js';
import type { ItemCost } from '../batch.js';
import { sandboxFailed, type MadeInput } from './inputs.js';
import type { FoundFailure, IterationResult } from './ledger.js';
import { majorityOf } from './majority.js';
import { wholeTextsOf, type Round } from './round.js';
import type { InputFormat } from './format.js';
import type { InputValidator, ValidatorWord } from './validator.js';

/** A program with the limits of its own. */
export interface Contestant {
  program: PreparedProgram;
  limits: Limits;
}

export interface EvaluatorSetup {
  /** undefined: the majority of the candidates is right. */
  reference: Contestant | undefined;
  candidates: readonly Contestant[];
  validator: InputValidator | undefined;
  format: InputFormat | undefined;
  checker: OutputChecker;
  /** Bytes of each text of a failure that are stored. */
  kept: KeptBytes;
}

export interface Evaluated {
  iteration: number;
  result: IterationResult;
  cost: ItemCost;
}

/** What became of one input: of each candidate how it failed, null where it did not. */
export type RoundEnd =
  | { kind: 'judged'; kinds: (FailureKind | null)[]; classes: string[] }
  | { kind: 'reference_failed' }
  | { kind: 'checker_failed'; reason: string }
  | { kind: 'internal'; reason: string };

/** An input, what all programs did with it, and what became of it. */
export interface JudgedRound {
  round: Round;
  end: RoundEnd;
}

/** How often a failure is run again before it counts as one that does not come again. */
const RERUNS = 3;

/** Runs all programs on inputs and compares them. */
export class StressEvaluator {
  /** Runs of any program so far. */
  runs = 0;

  constructor(private readonly setup: EvaluatorSetup) {}

  /** The results, one per input, in any order. */
  async evaluate(sandbox: Sandbox, inputs: readonly MadeInput[]): Promise<Evaluated[]> {
    if (inputs.length === 0) return [];
    const { legal, illegal } = await this.validate(sandbox, inputs);
    const evaluated: Evaluated[] = illegal;
    for await (const judged of this.judgeInPortions(sandbox, legal)) {
      for (const { round, end } of judged) {
        const result = await this.confirmed(sandbox, round, end);
        evaluated.push({ iteration: round.made.iteration, result, cost: costOf(round) });
      }
    }
    return evaluated;
  }

  /** Runs all programs on inputs that are legal, and says what became of each. */
  async judge(sandbox: Sandbox, inputs: readonly MadeInput[]): Promise<JudgedRound[]> {
    const judged: JudgedRound[] = [];
    for await (const portion of this.judgeInPortions(sandbox, inputs)) judged.push(...portion);
    return judged;
  }

  private async *judgeInPortions(
    sandbox: Sandbox,
    inputs: readonly MadeInput[],
  ): AsyncGenerator<JudgedRound[]> {
    if (inputs.length === 0) return;
    const { reference, candidates } = this.setup;
    const programs = reference === undefined ? candidates : [reference, ...candidates];
    const items = inputs.map(({ input }) => ({ stdin: input }));
    for await (const portion of runWhole(sandbox, programs, items)) {
      this.runs += programs.length * portion.length;
      const rounds = portion.map(({ at, outcomes }) => this.roundOf(inputs[at]!, outcomes));
      yield this.compare(sandbox, rounds);
    }
  }

  private roundOf(made: MadeInput, outcomes: readonly RunOutcome[][]): Round {
    const all = outcomes.map(([outcome]) => outcome!);
    return { made, reference: all[0]!, candidates: this.setup.reference === undefined ? all : all.slice(1) };
  }

  /** Which of these inputs are legal. */
  async areLegal(sandbox: Sandbox, inputs: readonly MadeInput[]): Promise<boolean[]> {
    const { validator } = this.setup;
    if (validator === undefined) return inputs.map(() => true);
    this.runs += inputs.length;
    const words = await validator.check(
      sandbox,
      inputs.map(({ input }) => input),
    );
    return words.map((word) => word.kind === 'legal');
  }

  private async validate(
    sandbox: Sandbox,
    inputs: readonly MadeInput[],
  ): Promise<{ legal: MadeInput[]; illegal: Evaluated[] }> {
    const words = await this.wordsOf(
      sandbox,
      inputs.map(({ input }) => input),
    );
    const illegal = inputs.flatMap((made, at): Evaluated[] => {
      const word = words[at]!;
      if (word.kind === 'legal') return [];
      const cost = { wallTimeMs: 0, bytes: made.input.length };
      const result: IterationResult =
        word.kind === 'internal'
          ? { kind: 'internal', reason: word.reason }
          : { kind: 'validator_failed', reason: `${word.reason}\n${shownInput(made.input)}` };
      return [{ iteration: made.iteration, result, cost }];
    });
    return { legal: inputs.filter((_, at) => words[at]!.kind === 'legal'), illegal };
  }

  /** What format and validator say of each input; the validator sees only what is of the format. */
  private async wordsOf(sandbox: Sandbox, inputs: readonly Buffer[]): Promise<ValidatorWord[]> {
    const { format, validator } = this.setup;
    const words = (await format?.check(inputs)) ?? inputs.map((): ValidatorWord => ({ kind: 'legal' }));
    const left = [...words.keys()].filter((at) => words[at]!.kind === 'legal');
    if (validator === undefined || left.length === 0) return words;
    this.runs += left.length;
    const said = await validator.check(
      sandbox,
      left.map((at) => inputs[at]!),
    );
    left.forEach((at, number) => (words[at] = said[number]!));
    return words;
  }

  private async compare(sandbox: Sandbox, rounds: Round[]): Promise<JudgedRound[]> {
    const { reference, checker } = this.setup;
    if (reference === undefined) {
      for (const round of rounds) round.reference = await majorityOf(sandbox, checker, round);
    }
    const cases = rounds.flatMap((round) =>
      round.candidates.flatMap((candidate, at) =>
        round.reference.kind === 'ok' && candidate.kind === 'ok' ? [{ round, candidate, at }] : [],
      ),
    );
    const judgements = new Map<RunOutcome, Judgement>();
    if (cases.length > 0) {
      const answers = await checker.check(
        sandbox,
        cases.map(({ round, candidate }) => ({
          input: round.made.input,
          output: candidate.stdout,
          expected: round.reference.stdout,
        })),
      );
      if (answers.length !== cases.length) throw new Error('the checker judged too few outputs');
      cases.forEach(({ candidate }, at) => judgements.set(candidate, answers[at]!));
    }
    return rounds.map((round) => ({ round, end: endOf(round, judgements) }));
  }

  /** What counts for the iteration: a failure is run again before it is reported. */
  private async confirmed(sandbox: Sandbox, round: Round, end: RoundEnd): Promise<IterationResult> {
    if (end.kind === 'judged' && end.kinds.every((kind) => kind === null)) return this.resultOf(round, end);
    if (end.kind === 'internal' || end.kind === 'checker_failed') return this.resultOf(round, end);
    if (end.kind === 'reference_failed') {
      for (let again = 0; again < RERUNS; again++) {
        const [rerun] = await this.judge(sandbox, [round.made]);
        if (rerun!.end.kind === 'reference_failed') break;
        // It did not come again: what the reference says now is what counts.
        if (rerun!.end.kind === 'judged') return this.confirmed(sandbox, rerun!.round, rerun!.end);
      }
      return this.resultOf(round, end);
    }
    const waiting = new Set(end.kinds.flatMap((kind, at) => (kind === null ? [] : [at])));
    for (let again = 0; again < RERUNS && waiting.size > 0; again++) {
      const [rerun] = await this.judge(sandbox, [round.made]);
      const ended = rerun!.end;
      if (ended.kind !== 'judged') continue;
      for (const at of waiting) if (ended.kinds[at] === end.kinds[at]) waiting.delete(at);
    }
    const kinds = end.kinds.map((kind, at) => (waiting.has(at) ? ('nondeterministic' as const) : kind));
    return this.resultOf(round, { ...end, kinds });
  }

  private resultOf(round: Round, end: RoundEnd): IterationResult {
    const { made, reference, candidates } = round;
    const base = {
      cpuTimeMs: {
        reference: this.setup.reference === undefined ? 0 : reference.cpuTimeMs,
        candidate: Math.max(...candidates.map(({ cpuTimeMs }) => cpuTimeMs)),
      },
      digest: createHash('sha256').update(made.input).digest('base64url'),
    };
    switch (end.kind) {
      case 'internal':
      case 'checker_failed':
        return { kind: end.kind, reason: end.reason };
      case 'reference_failed': {
        const kind = failureKindOf(verdictOf(reference));
        const found = this.failureOf(round, 0, kind, verdictOf(candidates[0]!));
        const bothOutOfTime = [reference, ...candidates].every(
          (outcome) => verdictOf(outcome) === 'time_limit_exceeded',
        );
        const reason = bothOutOfTime ? 'all programs ran out of time on this input' : undefined;
        return { kind: 'reference_failed', ...base, found, reason };
      }
      case 'judged': {
        const { classes, kinds } = end;
        if (kinds.every((kind) => kind === null)) return { kind: 'same', ...base, classes };
        const failures = kinds.flatMap((kind, at) => {
          if (kind === null) return [];
          const outcome = candidates[at]!;
          const verdict = outcome.kind === 'ok' ? 'wrong_answer' : verdictOf(outcome);
          return [this.failureOf(round, at, kind, verdict)];
        });
        return { kind: 'difference', ...base, classes, failures };
      }
      default:
        throw new TypeError(`unknown end ${JSON.stringify(end satisfies never)}`);
    }
  }

  private failureOf(
    round: Round,
    candidateIndex: number,
    kind: FailureKind,
    verdict: ExecutionVerdict,
  ): FoundFailure {
    const { made, reference, candidates } = round;
    const { kept } = this.setup;
    const referenceExecution = executionOf(reference, verdictOf(reference), kept);
    const candidateExecution = executionOf(candidates[candidateIndex]!, verdict, kept);
    const failure: StressFailure = {
      iteration: made.iteration,
      strategy: made.strategy,
      ...(made.detail !== undefined && { strategyDetail: made.detail }),
      kind,
      candidateIndex,
      ...storedInput(made.input, kept.stdout),
      expectedOutput: referenceExecution.stdout,
      actualOutput: candidateExecution.stdout,
      candidate: candidateExecution,
      reference: referenceExecution,
      shrunk: null,
    };
    return { failure, whole: wholeTextsOf(round, candidateIndex) };
  }
}

/** An input as results show it: whole where it fits, and exact where it is no UTF-8. */
export function storedInput(
  input: Buffer,
  maxBytes: number,
): Pick<StressFailure, 'input' | 'inputBytes' | 'inputTruncated' | 'inputBase64'> {
  const { text, truncated } = storedText(input, maxBytes);
  const isUtf8 = truncated || Buffer.from(text).equals(input);
  return {
    input: text,
    inputBytes: input.length,
    inputTruncated: truncated,
    ...(!isUtf8 && { inputBase64: input.toString('base64') }),
  };
}

const SHOWN_BYTES = 500;

function shownInput(input: Buffer): string {
  const shown = decodeUtf8(input.subarray(0, SHOWN_BYTES), input.length > SHOWN_BYTES);
  return `the input:\n${shown}${input.length > SHOWN_BYTES ? `… (${input.length} bytes)` : ''}`;
}

function endOf(round: Round, judgements: ReadonlyMap<RunOutcome, Judgement>): RoundEnd {
  const { reference, candidates } = round;
  for (const outcome of [reference, ...candidates]) {
    if (outcome.kind === 'internal') return { kind: 'internal', reason: sandboxFailed(outcome) };
  }
  if (reference.kind !== 'ok') return { kind: 'reference_failed' };
  const kinds: (FailureKind | null)[] = [];
  const classes: string[] = [];
  for (const candidate of candidates) {
    if (candidate.kind !== 'ok') {
      kinds.push(failureKindOf(verdictOf(candidate)));
      classes.push(candidate.kind);
      continue;
    }
    const judgement = judgements.get(candidate);
    if (judgement === undefined) throw new Error('two outputs were not compared');
    if (judgement.kind === 'failed') return { kind: 'checker_failed', reason: judgement.reason };
    const isRight = isAccepted(judgement);
    kinds.push(isRight ? null : 'wrong_answer');
    classes.push(isRight ? 'right' : `wrong ${candidate.stdout.toString('latin1').trimEnd()}`);
  }
  return { kind: 'judged', kinds, classes };
}

/** How a candidate failed, by the verdict of its run. */
function failureKindOf(verdict: ExecutionVerdict): FailureKind {
  switch (verdict) {
    case 'runtime_error':
    case 'time_limit_exceeded':
    case 'memory_limit_exceeded':
    case 'output_limit_exceeded':
    case 'wrong_answer':
      return verdict;
    default:
      throw new Error(`a run that failed has the verdict ${verdict}`);
  }
}

function costOf({ made, reference, candidates }: Round): ItemCost {
  const outcomes = [reference, ...candidates];
  return {
    wallTimeMs: outcomes.reduce((sum, { wallTimeMs }) => sum + wallTimeMs, 0),
    bytes: Math.max(made.input.length, ...outcomes.map(({ stdout }) => stdout.length)),
  };
}
