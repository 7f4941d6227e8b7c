import { constants } from 'node:os';
import type { ResultFrame } from './box/frames.js';
import type { RunOutcome } from './runner.js';

/** The box reported something this worker has no name for: never a verdict, always an error. */
class UnmappedOutcome extends Error {
  override readonly name = 'UnmappedOutcome';
  constructor(outcome: number) {
    super(`the box reported outcome ${outcome}, which is unknown`);
  }
}

const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map(
  // Several names share a number (SIGIOT is SIGABRT): the first one is the usual one.
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

const signalName = (signal: number): string | null =>
  signal === 0 ? null : (SIGNAL_NAMES.get(signal) ?? `SIG${signal}`);

/** Both outputs in the order of writing. What was cut off an output is missing here as well. */
function inOrder({ order, stdout, stderr }: ResultFrame): Buffer {
  const streams = [stdout, stderr];
  const at = [0, 0];
  const pieces: Buffer[] = [];
  const take = (stream: number, bytes: number): void => {
    pieces.push(streams[stream]!.subarray(at[stream]!, at[stream]! + bytes));
    at[stream]! += bytes;
  };
  for (let offset = 0; offset + 4 <= order.length; offset += 4) {
    const piece = order.readUInt32LE(offset);
    take(piece & 1, piece >>> 1);
  }
  // Where the box could not look, or stopped noting.
  for (const stream of [0, 1]) take(stream, streams[stream]!.length);
  return Buffer.concat(pieces);
}

/**
 * Gives the box's result its meaning. stdout and stderr stay views.
 * @param combined give them in the order of writing as well
 * @throws UnmappedOutcome
 */
export function toOutcome(result: ResultFrame, combined = false): RunOutcome {
  const base = {
    cpuTimeMs: result.cpuTimeUs / 1000,
    wallTimeMs: result.wallTimeUs / 1000,
    memoryBytes: result.memoryBytes,
    stdout: result.stdout,
    stderr: result.stderr,
    stdoutTruncated: result.stdoutTruncated,
    stderrTruncated: result.stderrTruncated,
    stdoutBytes: result.stdoutBytes,
    stderrBytes: result.stderrBytes,
    processDenied: result.processDenied,
    ...(combined && { output: inOrder(result) }),
  };
  const signal = signalName(result.signal);
  const exitCode = result.exitCode < 0 ? null : result.exitCode;
  switch (result.outcome) {
    case 0:
      // "ok" is the one answer that can make a wrong program pass: it must not contradict itself.
      if (exitCode !== 0 || signal !== null) throw new UnmappedOutcome(result.outcome);
      return { kind: 'ok', ...base };
    case 1:
      return { kind: 'runtime_error', exitCode, signal, ...base };
    case 2:
      return { kind: 'cpu_time_limit', signal, ...base };
    case 3:
      return { kind: 'wall_time_limit', signal, ...base };
    case 4:
      return { kind: 'memory_limit', exitCode, signal, ...base };
    case 5:
      return { kind: 'output_limit', exitCode, signal, ...base };
    case 6:
      return { kind: 'internal', reason: result.stderr.toString() || 'the box gave no reason', ...base };
    case 7:
      return { kind: 'file_size_limit', exitCode, signal, ...base };
    default:
      throw new UnmappedOutcome(result.outcome);
  }
}

/** The outcome of a run that the box itself did not survive. */
export function internalOutcome(reason: string): RunOutcome {
  const nothing = Buffer.alloc(0);
  return {
    kind: 'internal',
    reason,
    cpuTimeMs: 0,
    wallTimeMs: 0,
    memoryBytes: 0,
    stdout: nothing,
    stderr: nothing,
    stdoutTruncated: false,
    stderrTruncated: false,
    stdoutBytes: 0,
    stderrBytes: 0,
    processDenied: false,
  };
}
