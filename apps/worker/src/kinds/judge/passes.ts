import type { CheckedPass } from '../../checkers/output-checker.js';
import type { Judgement } from '../../checkers/judgement.js';
import type { RunOutcome } from '../../runner/runner.js';

/** What became of a test of several passes. */
export interface Passed {
  /** The last run, with the time of the slowest. */
  outcome: RunOutcome;
  /** undefined: the program's own end counts. */
  judgement: Judgement | undefined;
}

export interface PassSteps {
  mostPasses: number;
  run(input: Buffer): Promise<RunOutcome>;
  /** undefined: there is nothing to be judged. */
  check(
    outcome: RunOutcome,
    input: Buffer,
    feedback: CheckedPass['feedback'],
  ): Promise<CheckedPass | Judgement>;
}

/**
 * Runs the program, and again with the input that the validator leaves, for as long as it accepts and leaves
 * one. A validator that asks for another pass and rejects, or asks for too many, has failed. Source: the
 * problem package format, "Multi-pass validation".
 */
export async function judgePasses(first: Buffer, { mostPasses, run, check }: PassSteps): Promise<Passed> {
  let input = first;
  let feedback: CheckedPass['feedback'] = [];
  let cpuTimeMs = 0;
  let wallTimeMs = 0;
  for (let pass = 1; ; pass++) {
    const last = await run(input);
    cpuTimeMs = Math.max(cpuTimeMs, last.cpuTimeMs);
    wallTimeMs = Math.max(wallTimeMs, last.wallTimeMs);
    const outcome = { ...last, cpuTimeMs, wallTimeMs };
    if (last.kind !== 'ok') return { outcome, judgement: undefined };
    const checked = await check(last, input, feedback);
    if ('kind' in checked) return { outcome, judgement: checked };
    const { judgement, next } = checked;
    if (next === undefined || judgement.kind === 'failed') return { outcome, judgement };
    const mistake =
      judgement.kind === 'wrong_answer'
        ? 'asks for another pass (nextpass.in) and says wrong answer'
        : pass >= mostPasses
          ? `asks for more than ${mostPasses} passes (nextpass.in)`
          : null;
    if (mistake !== null) return { outcome, judgement: { kind: 'failed', reason: `the checker ${mistake}` } };
    input = Buffer.from(next);
    feedback = checked.feedback;
  }
}
