import type { OutputKeeper } from '../../results/kept-outputs.js';
import type { RunOutcome } from '../../runner/runner.js';
import type { MadeInput } from './inputs.js';

/** What a failure shows cut, as it was. */
export interface WholeTexts {
  input: Buffer;
  expectedOutput: Buffer;
  actualOutput: Buffer;
}

/** What all programs did with one input. */
export interface Round {
  made: MadeInput;
  reference: RunOutcome;
  candidates: RunOutcome[];
}

/** The texts of a failure of one candidate. */
export function wholeTextsOf({ made, reference, candidates }: Round, candidateIndex: number): WholeTexts {
  return {
    input: made.input,
    expectedOutput: reference.stdout,
    actualOutput: candidates[candidateIndex]!.stdout,
  };
}

/** Keeps the texts of a failure whole where the result has them cut, as `failures/0/input` and the like. */
export function keepTexts(
  outputs: OutputKeeper,
  failure: number | `${number}/shrunk`,
  texts: WholeTexts,
  shownBytes: number,
): void {
  for (const name of ['input', 'expectedOutput', 'actualOutput'] as const)
    outputs.keep(`failures/${failure}/${name}`, texts[name], shownBytes);
}
