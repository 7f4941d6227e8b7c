import type { RunOutcome } from '../runner/runner.js';
import { clippedText, decodeUtf8 } from '../results/stored-text.js';
import { UnmappedOutcome } from '../results/verdict.js';
import type { Judgement } from './judgement.js';
import { hasTraceback } from './traceback.js';

const MAX_MESSAGE_BYTES = 1_024;

/** How a checker ended: by itself, with an exit code, or in a way that is no answer. */
export type ProgramEnd = { kind: 'exited'; exitCode: number } | { kind: 'failed'; judgement: Judgement };

export function endOf(outcome: RunOutcome): ProgramEnd {
  const fail = (what: string): ProgramEnd => ({ kind: 'failed', judgement: failed(what, saidBy(outcome)) });
  switch (outcome.kind) {
    case 'ok':
      return { kind: 'exited', exitCode: 0 };
    case 'runtime_error':
      if (outcome.signal !== null || outcome.exitCode === null)
        return fail(`was killed by ${outcome.signal}`);
      if (outcome.notCompiled)
        return { kind: 'failed', judgement: failed('does not compile', outcome.notCompiled.output.trim()) };
      // Else its exit code would be taken for a word about the output.
      if (hasTraceback(decodeUtf8(outcome.stderr, outcome.stderrTruncated))) return fail('crashed');
      return { kind: 'exited', exitCode: outcome.exitCode };
    case 'cpu_time_limit':
    case 'wall_time_limit':
      return fail('took too long');
    case 'memory_limit':
      return fail('used too much memory');
    case 'output_limit':
    case 'file_size_limit':
      return fail('wrote too much');
    case 'internal':
      return {
        kind: 'failed',
        judgement: { kind: 'failed', reason: `the sandbox failed: ${outcome.reason}` },
      };
    default:
      throw new UnmappedOutcome(outcome satisfies never);
  }
}

/** testlib speaks on stderr; checkers that people write themselves often use stdout. */
export function saidBy(outcome: RunOutcome): string {
  return stderrOf(outcome) || stdoutOf(outcome);
}

export function stderrOf(outcome: RunOutcome): string {
  return clippedText(decodeUtf8(outcome.stderr, outcome.stderrTruncated).trim(), MAX_MESSAGE_BYTES);
}

export function stdoutOf(outcome: RunOutcome): string {
  return clippedText(decodeUtf8(outcome.stdout, outcome.stdoutTruncated).trim(), MAX_MESSAGE_BYTES);
}

/** What a checker wrote into a file; undefined where there is none. */
export function fileOf(outcome: RunOutcome, path: string): string | undefined {
  const content = outcome.files?.find((file) => file.path === path)?.content;
  return content && clippedText(decodeUtf8(content, false).trim(), MAX_MESSAGE_BYTES);
}

export function failed(what: string, message: string): Extract<Judgement, { kind: 'failed' }> {
  return { kind: 'failed', reason: `the checker ${what}${message === '' ? '' : `: ${message}`}` };
}

/** A decimal number as C++ prints it, also `1e1`; null for anything else. */
export function numberIn(text: string): number | null {
  return /^\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}
