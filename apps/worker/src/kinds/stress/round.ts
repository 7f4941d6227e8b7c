import type { RunOutcome } from '../../runner/runner.js';
import type { MadeInput } from './inputs.js';

/** What all programs did with one input. */
export interface Round {
  made: MadeInput;
  reference: RunOutcome;
  candidates: RunOutcome[];
}
