import type { Limits, StressFailure } from '@app/contracts';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { keptStdoutBytes, type ItemCost } from '../batch.js';
import { isAccepted, type Judgement, type OutputChecker } from '../../checkers/checker.js';
import { sandboxFailed } from './inputs.js';
import type { IterationResult } from './ledger.js';
import { storedText } from '../../results/stored-text.js';
import { executionOf, verdictOf, type KeptBytes } from '../../results/verdict.js';

export interface EvaluatorSetup {
  reference: PreparedProgram;
  candidate: PreparedProgram;
  checker: OutputChecker;
  limits: Limits;
  /** Bytes of each text of a failure that are stored. */
  kept: KeptBytes;
}

export interface Evaluated {
  iteration: number;
  result: IterationResult;
  cost: ItemCost;
}

interface Pair {
  iteration: number;
  input: Buffer;
  reference: RunOutcome;
  candidate: RunOutcome;
}

/** Runs both programs on inputs and compares them. */
export class StressEvaluator {
  /** Runs of either program so far. */
  runs = 0;

  constructor(private readonly setup: EvaluatorSetup) {}

  /** The results, one per input, in any order. */
  async evaluate(
    sandbox: Sandbox,
    inputs: readonly { iteration: number; input: Buffer }[],
  ): Promise<Evaluated[]> {
    if (inputs.length === 0) return [];
    const pairs = await this.run(sandbox, inputs);
    const whole = inputs.length === 1 ? pairs : pairs.filter((pair) => !isCut(pair));
    const evaluated = await this.compare(sandbox, whole);
    // Longer than their share of the batch: once more, alone, with all of their outputs.
    const cut = inputs.length === 1 ? [] : pairs.filter(isCut);
    pairs.length = 0;
    for (const { iteration, input } of cut) {
      evaluated.push(...(await this.evaluate(sandbox, [{ iteration, input }])));
    }
    return evaluated;
  }

  private async run(
    sandbox: Sandbox,
    inputs: readonly { iteration: number; input: Buffer }[],
  ): Promise<Pair[]> {
    const { reference, candidate, limits } = this.setup;
    const items = inputs.map(({ input }) => ({ stdin: input }));
    const stdoutKeepBytes = keptStdoutBytes(items.length, limits.outputLimitBytes);
    // Both at once, so that the box goes from one to the other without a pause.
    const [references, candidates] = await Promise.all([
      sandbox.run(reference, items, limits, { stdoutKeepBytes }),
      sandbox.run(candidate, items, limits, { stdoutKeepBytes }),
    ]);
    if (references.length !== items.length || candidates.length !== items.length) {
      throw new Error('the sandbox answered too few outcomes');
    }
    this.runs += 2 * items.length;
    return inputs.map(({ iteration, input }, at) => ({
      iteration,
      input,
      reference: references[at]!,
      candidate: candidates[at]!,
    }));
  }

  private async compare(sandbox: Sandbox, pairs: readonly Pair[]): Promise<Evaluated[]> {
    const toCheck = pairs.filter(
      ({ reference, candidate }) => reference.kind === 'ok' && candidate.kind === 'ok',
    );
    const judgements = new Map<Pair, Judgement>();
    if (toCheck.length > 0) {
      const cases = toCheck.map(({ input, reference, candidate }) => ({
        input,
        output: candidate.stdout,
        expected: reference.stdout,
      }));
      const answers = await this.setup.checker.check(sandbox, cases);
      if (answers.length !== cases.length) throw new Error('the checker judged too few outputs');
      toCheck.forEach((pair, at) => judgements.set(pair, answers[at]!));
    }
    return pairs.map((pair) => ({
      iteration: pair.iteration,
      result: this.resultOf(pair, judgements.get(pair)),
      cost: costOf(pair),
    }));
  }

  private resultOf(pair: Pair, judgement: Judgement | undefined): IterationResult {
    const { reference, candidate } = pair;
    const cpuTimeMs = { reference: reference.cpuTimeMs, candidate: candidate.cpuTimeMs };
    for (const outcome of [reference, candidate]) {
      if (outcome.kind === 'internal') return { kind: 'internal', reason: sandboxFailed(outcome) };
    }
    if (reference.kind !== 'ok') {
      return { kind: 'reference_failed', cpuTimeMs, failure: this.failureOf(pair, verdictOf(candidate)) };
    }
    if (candidate.kind !== 'ok') {
      return { kind: 'difference', cpuTimeMs, failure: this.failureOf(pair, verdictOf(candidate)) };
    }
    if (judgement === undefined) throw new Error('two outputs were not compared');
    if (judgement.kind === 'failed') return { kind: 'internal', reason: judgement.reason };
    if (isAccepted(judgement)) return { kind: 'same', cpuTimeMs };
    return { kind: 'difference', cpuTimeMs, failure: this.failureOf(pair, 'wrong_answer') };
  }

  private failureOf(
    { iteration, input, reference, candidate }: Pair,
    verdict: StressFailure['candidate']['verdict'],
  ): StressFailure {
    const { kept } = this.setup;
    const stored = storedText(input, kept.stdout);
    const referenceExecution = executionOf(reference, verdictOf(reference), kept);
    const candidateExecution = executionOf(candidate, verdict, kept);
    return {
      iteration,
      input: stored.text,
      inputBytes: input.length,
      inputTruncated: stored.truncated,
      expectedOutput: referenceExecution.stdout,
      actualOutput: candidateExecution.stdout,
      candidate: candidateExecution,
      reference: referenceExecution,
      shrunk: null,
    };
  }
}

function isCut({ reference, candidate }: Pair): boolean {
  return [reference, candidate].some((outcome) => outcome.kind === 'ok' && outcome.stdoutTruncated);
}

function costOf({ input, reference, candidate }: Pair): ItemCost {
  return {
    wallTimeMs: reference.wallTimeMs + candidate.wallTimeMs,
    bytes: Math.max(input.length, reference.stdout.length, candidate.stdout.length),
  };
}
