import {
  INLINE_TEXT_BYTES,
  REQUEST_LIMITS,
  type Execution,
  type ExecutionVerdict,
  type LimitReached,
} from '@app/contracts';
import type { RunOutcome } from '../runner/runner.js';
import { storedText } from './stored-text.js';

/** An outcome that no rule maps to a verdict. Never "accepted" by default. */
export class UnmappedOutcome extends Error {
  override readonly name = 'UnmappedOutcome';
  constructor(outcome: unknown) {
    super(`no verdict for the outcome ${JSON.stringify((outcome as { kind?: unknown }).kind)}`);
  }
}

/**
 * The verdict of a run, without a look at what it wrote: `accepted` means that it ended by itself with exit
 * code 0.
 */
export function verdictOf(outcome: RunOutcome): ExecutionVerdict {
  switch (outcome.kind) {
    case 'ok':
      return 'accepted';
    case 'runtime_error':
      return outcome.notCompiled ? 'compile_error' : 'runtime_error';
    case 'cpu_time_limit':
    case 'wall_time_limit':
      return 'time_limit_exceeded';
    case 'memory_limit':
      return 'memory_limit_exceeded';
    case 'output_limit':
    case 'file_size_limit':
      return 'output_limit_exceeded';
    case 'internal':
      return 'internal_error';
    default:
      throw new UnmappedOutcome(outcome satisfies never);
  }
}

/** How a run's process ended, where that is known. */
function endOf(outcome: RunOutcome): { exitCode: number | null; signal: string | null } {
  switch (outcome.kind) {
    case 'ok':
      return { exitCode: 0, signal: null };
    case 'runtime_error':
    case 'memory_limit':
    case 'output_limit':
    case 'file_size_limit':
      return { exitCode: outcome.exitCode, signal: outcome.signal };
    case 'cpu_time_limit':
    case 'wall_time_limit':
      return { exitCode: null, signal: outcome.signal };
    case 'internal':
      return { exitCode: null, signal: null };
    default:
      throw new UnmappedOutcome(outcome satisfies never);
  }
}

/** Which limit ended a run. */
function limitOf({ kind }: RunOutcome): LimitReached | null {
  switch (kind) {
    case 'cpu_time_limit':
      return 'cpu';
    case 'wall_time_limit':
      return 'wall';
    case 'memory_limit':
      return 'memory';
    case 'output_limit':
      return 'output';
    case 'file_size_limit':
      return 'file_size';
    case 'ok':
    case 'runtime_error':
    case 'internal':
      return null;
    default:
      throw new UnmappedOutcome(kind satisfies never);
  }
}

/** How much of a run's output goes into the result, in bytes. */
export interface KeptBytes {
  stdout: number;
  stderr: number;
}
const DEFAULT_KEPT: KeptBytes = {
  stdout: REQUEST_LIMITS.maxStoredStdoutBytes,
  stderr: REQUEST_LIMITS.maxStoredStderrBytes,
};

/** What results show of a run whose whole outputs are blobs. */
export const INLINE_KEPT: KeptBytes = { stdout: INLINE_TEXT_BYTES, stderr: INLINE_TEXT_BYTES };

/**
 * A run as results show it, without the files that it left. `verdict` says more than the outcome where an
 * output was compared.
 */
export function executionOf(
  outcome: RunOutcome,
  verdict: ExecutionVerdict = verdictOf(outcome),
  kept: KeptBytes = DEFAULT_KEPT,
): Execution {
  const stdout = storedText(outcome.stdout, kept.stdout, outcome.stdoutTruncated);
  const stderr = storedText(outcome.stderr, kept.stderr, outcome.stderrTruncated);
  return {
    verdict,
    ...endOf(outcome),
    limit: limitOf(outcome),
    ...(outcome.processDenied && { processDenied: true as const }),
    stdout: stdout.text,
    stderr: stderr.text,
    ...(stdout.base64 !== undefined && { stdoutBase64: stdout.base64 }),
    ...(stderr.base64 !== undefined && { stderrBase64: stderr.base64 }),
    stdoutBytes: outcome.stdoutBytes,
    stderrBytes: outcome.stderrBytes,
    ...(outcome.output && combinedOf(outcome, outcome.output, kept)),
    stdoutTruncated: stdout.truncated,
    stderrTruncated: stderr.truncated,
    cpuTimeMs: toMicroseconds(outcome.cpuTimeMs),
    wallTimeMs: toMicroseconds(outcome.wallTimeMs),
    memoryBytes: outcome.memoryBytes,
  };
}

/** Both outputs in the order of writing. */
function combinedOf(outcome: RunOutcome, output: Buffer, kept: KeptBytes): Partial<Execution> {
  const cut = outcome.stdoutTruncated || outcome.stderrTruncated;
  const { text, truncated, base64 } = storedText(output, kept.stdout, cut);
  return {
    output: text,
    outputBytes: outcome.stdoutBytes + outcome.stderrBytes,
    outputTruncated: truncated,
    ...(base64 !== undefined && { outputBase64: base64 }),
  };
}

/** Milliseconds with at most three decimals. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
