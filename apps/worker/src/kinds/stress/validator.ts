import { HELPER_LIMITS } from '../../checkers/program.js';
import { clippedText, decodeUtf8 } from '../../results/stored-text.js';
import { verdictOf } from '../../results/verdict.js';
import { assertCompiled } from '../../runner/not-compiled.js';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { sandboxFailed } from './inputs.js';

/** What a validator says of an input. */
export type ValidatorWord =
  { kind: 'legal' } | { kind: 'illegal'; reason: string } | { kind: 'internal'; reason: string };

const MAX_REASON_BYTES = 2_048;

/** A program that reads an input and ends with exit code 0 when it is legal. */
export class InputValidator {
  constructor(private readonly program: PreparedProgram) {}

  /** What it says of each input. @throws NotCompiled */
  async check(sandbox: Sandbox, inputs: readonly Buffer[]): Promise<ValidatorWord[]> {
    const items = inputs.map((stdin) => ({ stdin }));
    const outcomes = await sandbox.run(this.program, items, HELPER_LIMITS, {
      stdoutKeepBytes: MAX_REASON_BYTES,
      stderrKeepBytes: MAX_REASON_BYTES,
    });
    if (outcomes.length !== items.length) throw new Error('the sandbox answered too few outcomes');
    assertCompiled(this.program, outcomes);
    return outcomes.map(wordOf);
  }
}

function wordOf(outcome: RunOutcome): ValidatorWord {
  if (outcome.kind === 'ok') return { kind: 'legal' };
  if (outcome.kind === 'internal') return { kind: 'internal', reason: sandboxFailed(outcome) };
  const said =
    decodeUtf8(outcome.stderr, outcome.stderrTruncated).trim() ||
    decodeUtf8(outcome.stdout, outcome.stdoutTruncated).trim();
  const rejects = outcome.kind === 'runtime_error' && outcome.signal === null;
  const how = rejects
    ? `the validator says that the input is not legal (exit code ${outcome.exitCode})`
    : `the validator itself failed (${verdictOf(outcome)})`;
  return { kind: 'illegal', reason: clippedText(said === '' ? how : `${how}: ${said}`, MAX_REASON_BYTES) };
}
