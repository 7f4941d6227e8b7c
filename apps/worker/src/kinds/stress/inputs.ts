import { ClexError, generate, type ClexProgram } from '@app/clex';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { BATCH_BYTES, keptStdoutBytes } from '../batch.js';
import { HELPER_LIMITS } from '../../checkers/program.js';
import { clippedText, decodeUtf8 } from '../../results/stored-text.js';
import { verdictOf } from '../../results/verdict.js';

/** What a generator made of one iteration. */
export type StressInput =
  | { kind: 'input'; iteration: number; input: Buffer }
  | { kind: 'generator_failed'; iteration: number; reason: string }
  | { kind: 'internal'; iteration: number; reason: string };

/** Where inputs come from. The input of an iteration depends on the seed and the iteration's number only. */
export interface InputSource {
  /**
   * The inputs of the iterations `from..to` (exclusive), in portions of at most BATCH_BYTES, or of one input.
   * @param sandbox holds the generator's program, when it is one
   */
  portions(sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]>;
}

/** How long inputs are drawn in one go, in milliseconds: this happens in the worker's own thread. */
const MAX_DRAWING_MS = 50;

/** Inputs drawn from a clex program; iteration `i` is `generate(program, seed, i)`. */
export class ClexSource implements InputSource {
  constructor(
    private readonly program: ClexProgram,
    private readonly source: string,
    private readonly seed: bigint,
  ) {}

  async *portions(_sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]> {
    let portion: StressInput[] = [];
    let bytes = 0;
    let startedAt = performance.now();
    for (let iteration = from; iteration < to; iteration++) {
      const made = this.make(iteration);
      const size = made.kind === 'input' ? made.input.length : 0;
      if (
        portion.length > 0 &&
        (bytes + size > BATCH_BYTES || performance.now() - startedAt > MAX_DRAWING_MS)
      ) {
        yield portion;
        portion = [];
        bytes = 0;
        startedAt = performance.now();
      }
      portion.push(made);
      bytes += size;
    }
    yield portion;
  }

  private make(iteration: number): StressInput {
    try {
      const input = Buffer.from(generate(this.program, this.seed, iteration));
      return { kind: 'input', iteration, input };
    } catch (error) {
      if (!(error instanceof ClexError)) throw error;
      return { kind: 'generator_failed', iteration, reason: error.render(this.source) };
    }
  }
}

const MAX_REASON_BYTES = 4_096;

/** Inputs written by a program, which is called with the seed and the number of the iteration as its last arguments. */
export class ProgramSource implements InputSource {
  constructor(
    private readonly program: PreparedProgram,
    private readonly seed: bigint,
  ) {}

  async *portions(sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]> {
    const outcomes = await this.run(sandbox, from, to);
    const isCut = (outcome: RunOutcome) =>
      outcomes.length > 1 && outcome.kind === 'ok' && outcome.stdoutTruncated;
    const whole = outcomes.flatMap((outcome, at) => (isCut(outcome) ? [] : [inputOf(outcome, from + at)]));
    const cut = outcomes.flatMap((outcome, at) => (isCut(outcome) ? [from + at] : []));
    outcomes.length = 0;
    if (whole.length > 0) yield whole;
    // Longer than their share of the batch: once more, alone.
    for (const iteration of cut) {
      const [outcome] = await this.run(sandbox, iteration, iteration + 1);
      yield [inputOf(outcome!, iteration)];
    }
  }

  private async run(sandbox: Sandbox, from: number, to: number): Promise<RunOutcome[]> {
    const items = Array.from({ length: to - from }, (_, at) => ({
      stdin: '',
      args: [String(this.seed), String(from + at)],
    }));
    const stdoutKeepBytes = keptStdoutBytes(items.length, HELPER_LIMITS.outputLimitBytes);
    const outcomes = await sandbox.run(this.program, items, HELPER_LIMITS, { stdoutKeepBytes });
    if (outcomes.length !== items.length) throw new Error('the sandbox answered too few outcomes');
    return outcomes;
  }
}

function inputOf(outcome: RunOutcome, iteration: number): StressInput {
  if (outcome.kind === 'ok') return { kind: 'input', iteration, input: outcome.stdout };
  if (outcome.kind === 'internal') return { kind: 'internal', iteration, reason: sandboxFailed(outcome) };
  const stderr = clippedText(decodeUtf8(outcome.stderr, outcome.stderrTruncated).trim(), MAX_REASON_BYTES);
  const how =
    outcome.kind === 'runtime_error'
      ? `runtime_error, ${outcome.signal ?? `exit code ${outcome.exitCode}`}`
      : verdictOf(outcome);
  const reason = `the generator failed at iteration ${iteration} (${how})${stderr === '' ? '' : `:\n${stderr}`}`;
  return { kind: 'generator_failed', iteration, reason };
}

/** Words for an outcome that is the sandbox's fault. */
export function sandboxFailed(outcome: RunOutcome & { kind: 'internal' }): string {
  return `the sandbox failed: ${outcome.reason}`;
}
