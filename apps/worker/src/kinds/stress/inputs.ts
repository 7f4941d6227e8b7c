import type { StrategyName } from '@app/contracts';
import type { Drawings } from '@app/drawing';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { BATCH_BYTES, runWhole } from '../../runner/whole-outputs.js';
import { HELPER_LIMITS } from '../../checkers/program.js';
import { clippedText, decodeUtf8 } from '../../results/stored-text.js';
import { verdictOf } from '../../results/verdict.js';

/** An input, and where it came from. */
export interface MadeInput {
  iteration: number;
  input: Buffer;
  strategy: string;
  /** How the strategy drew it, in words. */
  detail?: string;
}

/** What a generator made of one iteration. */
export type StressInput =
  | (MadeInput & { kind: 'input' })
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

/** Inputs of one portion are drawn for so long, in milliseconds: then the first ones should be run. */
const MAX_DRAWING_MS = 50;

/**
 * Inputs drawn from a clex text, in a thread of their own; iteration `i` is input `i` of seed and strategy.
 */
export class ClexSource implements InputSource {
  constructor(
    private readonly drawings: Drawings,
    readonly clex: string,
    readonly seed: bigint,
    readonly strategy: StrategyName,
    private readonly charge: (ms: number) => void,
  ) {}

  async *portions(_sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]> {
    let ahead = this.draw(from, to);
    for (let next = from; next < to;) {
      const portion = await ahead;
      next += portion.length;
      const isOver = portion.some(({ kind }) => kind !== 'input');
      // The next ones are drawn while these run.
      if (next < to && !isOver) {
        ahead = this.draw(next, to);
        ahead.catch(() => {});
      }
      yield portion;
      if (isOver) return;
    }
  }

  private async draw(from: number, to: number): Promise<StressInput[]> {
    const { clex, seed, strategy } = this;
    const request = { clex, seed, strategy, from, to, maxBytes: BATCH_BYTES, maxMs: MAX_DRAWING_MS };
    const { inputs, tookMs } = await this.drawings.draw(request);
    this.charge(tookMs);
    return inputs.map((one): StressInput => {
      if ('problem' in one) {
        return { kind: 'generator_failed', iteration: one.index, reason: one.problem.rendered };
      }
      const { buffer, byteOffset, byteLength } = one.input;
      const input = Buffer.from(buffer, byteOffset, byteLength);
      return { kind: 'input', iteration: one.index, input, strategy, detail: one.description };
    });
  }
}

/** Inputs that the request gives. */
export class PastedSource implements InputSource {
  constructor(private readonly inputs: readonly string[]) {}

  async *portions(_sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]> {
    let portion: StressInput[] = [];
    let bytes = 0;
    for (let iteration = from; iteration < to; iteration++) {
      const input = Buffer.from(this.inputs[iteration] ?? '');
      if (portion.length > 0 && bytes + input.length > BATCH_BYTES) {
        yield portion;
        [portion, bytes] = [[], 0];
      }
      portion.push({ kind: 'input', iteration, input, strategy: 'inputs' });
      bytes += input.length;
    }
    yield portion;
  }
}

const MAX_REASON_BYTES = 4_096;

/**
 * Inputs written by a program, which is called with the seed and the number of the iteration as its last
 * arguments.
 */
export class ProgramSource implements InputSource {
  constructor(
    private readonly program: PreparedProgram,
    private readonly seed: bigint,
  ) {}

  async *portions(sandbox: Sandbox, from: number, to: number): AsyncIterable<StressInput[]> {
    const items = Array.from({ length: to - from }, (_, at) => ({
      stdin: '',
      args: [String(this.seed), String(from + at)],
    }));
    const generator = { program: this.program, limits: HELPER_LIMITS };
    for await (const portion of runWhole(sandbox, [generator], items))
      yield portion.map(({ at, outcomes }) => inputOf(outcomes[0]![0]!, from + at));
  }
}

function inputOf(outcome: RunOutcome, iteration: number): StressInput {
  if (outcome.kind === 'ok') {
    return { kind: 'input', iteration, input: outcome.stdout, strategy: 'program' };
  }
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
