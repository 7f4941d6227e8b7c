import { withDefaultLimits } from '@app/contracts';
import type { PreparedProgram, RunOutcome, Sandbox } from '../runner/runner.js';
import type { CheckCase, Judgement, OutputChecker } from './checker.js';
import { clippedText, decodeUtf8 } from '../results/stored-text.js';
import { UnmappedOutcome } from '../results/verdict.js';

const MiB = 1024 * 1024;
/** Checkers and generators are no contestants: they get these limits, whatever the request says. */
export const HELPER_LIMITS = Object.freeze(
  withDefaultLimits(
    {
      cpuTimeLimitMs: 10_000,
      wallTimeLimitMs: 20_000,
      memoryLimitBytes: 512 * MiB,
      outputLimitBytes: 8 * MiB,
    },
    true,
  ),
);

const MAX_MESSAGE_BYTES = 1_024;
const KEPT = { stdoutKeepBytes: 4 * MAX_MESSAGE_BYTES, stderrKeepBytes: 4 * MAX_MESSAGE_BYTES };

/** Exit codes of testlib, https://codeforces.com/testlib (TResult; `_points` is 7 there). */
const TestlibExit = Object.freeze({ wrongAnswer: 1, presentationError: 2, fail: 3, points: 7 });

/** A checker that is a program: `checker INPUT OUTPUT ANSWER`, judged by testlib's exit codes. */
export class CheckerProgram implements OutputChecker {
  constructor(private readonly program: PreparedProgram) {}

  async check(sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]> {
    const items = cases.map(({ input, output, expected }) => ({
      stdin: '',
      args: ['{dir}/input', '{dir}/output', '{dir}/answer'],
      files: [
        { name: 'input', content: input },
        { name: 'output', content: output },
        { name: 'answer', content: expected },
      ],
    }));
    const outcomes = await sandbox.run(this.program, items, HELPER_LIMITS, KEPT);
    return outcomes.map(judgementOf);
  }
}

/** What the end of a checker means. Whatever testlib does not define is a failure of the checker, never an answer. */
export function judgementOf(outcome: RunOutcome): Judgement {
  const message = messageOf(outcome);
  switch (outcome.kind) {
    case 'ok':
      return { kind: 'accepted', message };
    case 'runtime_error':
      return outcome.signal === null
        ? judgementOfExit(outcome.exitCode, message)
        : failed(`was killed by ${outcome.signal}`, message);
    case 'cpu_time_limit':
    case 'wall_time_limit':
      return failed('took too long', message);
    case 'memory_limit':
      return failed('used too much memory', message);
    case 'output_limit':
    case 'file_size_limit':
      return failed('wrote too much', message);
    case 'internal':
      return { kind: 'failed', reason: `the sandbox failed: ${outcome.reason}` };
    default:
      throw new UnmappedOutcome(outcome satisfies never);
  }
}

/** testlib speaks on stderr; checkers that people write themselves often use stdout. */
function messageOf(outcome: RunOutcome): string {
  const said =
    decodeUtf8(outcome.stderr, outcome.stderrTruncated).trim() ||
    decodeUtf8(outcome.stdout, outcome.stdoutTruncated).trim();
  return clippedText(said, MAX_MESSAGE_BYTES);
}

function judgementOfExit(exitCode: number | null, message: string): Judgement {
  switch (exitCode) {
    case TestlibExit.wrongAnswer:
    case TestlibExit.presentationError:
      return { kind: 'wrong_answer', message };
    case TestlibExit.points: {
      const points = pointsIn(message);
      return points === null
        ? failed('ended with exit code 7 (points) and did not say how many', message)
        : { kind: 'points', points, message };
    }
    case TestlibExit.fail:
      return failed('says that it failed (exit code 3)', message);
    default:
      return failed(`ended with exit code ${exitCode}, which is none of testlib's`, message);
  }
}

function failed(what: string, message: string): Judgement {
  return { kind: 'failed', reason: `the checker ${what}${message === '' ? '' : `: ${message}`}` };
}

/** testlib's `quitp` begins its message with `points 12.5`; a bare number is understood as well. */
function pointsIn(message: string): number | null {
  const match = /^(?:points\s+)?(\d+(?:\.\d+)?)(?:\s|$)/.exec(message);
  return match ? Number(match[1]) : null;
}
