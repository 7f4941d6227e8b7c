import { Box, BoxDied } from '../box/box.js';
import { ProtocolError, type AddressSpaceMode } from '../box/frames.js';
import { filesRoom, MAX_LOST_PLACES, type BoxLauncher, type ReadOnlyMount } from '../box/launcher.js';
import { abortError, throwIfAborted } from '@app/async';
import { toOutcome } from '../outcome.js';
import { asUnavailable } from '../program-box.js';
import type { Folders } from '../program-limits.js';
import { RunnerUnavailable, type RunOutcome } from '../runner.js';

const MiB = 1024 * 1024;

/**
 * One command in a box of its own, which is thrown away afterwards: a compilation, a version question, a
 * proof.
 */
export interface Errand {
  /** What to start, in a box whose folders are these. */
  command(folders: Folders): { argv: readonly string[]; env: readonly string[] };
  /** Files that are copied into the current directory. */
  bundle: Buffer;
  stdin?: string;
  readOnly: readonly ReadOnlyMount[];
  processes: boolean;
  addressSpace: AddressSpaceMode;
  limits: ErrandLimits;
  /** Hand back what the command left in the work folder under these names; none: all of it. */
  collect?: { maxBytes: number; maxFiles: number; patterns: readonly string[] };
}

export interface ErrandLimits {
  cpuTimeLimitMs: number;
  wallTimeLimitMs: number;
  memoryLimitBytes: number;
  processLimit: number;
  workBytes: number;
  outputKeepBytes: number;
  /** What it may print before it is stopped; default 16 MiB. */
  outputLimitBytes?: number;
  /** Default: 1 GiB. */
  fileSizeLimitBytes?: number;
}

export interface ErrandResult {
  outcome: RunOutcome;
  /** Only after an `ok` with `collect`. */
  collected: { bundle: Buffer; stopped: boolean } | null;
}

/** What a compiler may use. */
export const COMPILE_LIMITS: ErrandLimits = Object.freeze({
  cpuTimeLimitMs: 30_000,
  wallTimeLimitMs: 45_000,
  memoryLimitBytes: 2048 * MiB,
  processLimit: 128,
  workBytes: 512 * MiB,
  outputKeepBytes: 64 * 1024,
});
/** What a compiler may print before it is stopped; far less is kept. */
const OUTPUT_LIMIT_BYTES = 16 * MiB;
const LARGEST_FILE_BYTES = 1024 * MiB;
const WORK_INODES = 16_384;
const PROGRAM_DIRECTORY = 'program';
const TRIES = 2;

/**
 * Runs one command in a fresh box. Tried once more when the box (not the command) failed, and a few times
 * when what was around it was lost.
 * @throws RunnerUnavailable when it failed again; AbortError when the signal fires
 */
export async function runErrand(
  launcher: BoxLauncher,
  errand: Errand,
  signal?: AbortSignal,
): Promise<ErrandResult> {
  let lostPlaces = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await runOnce(launcher, errand, signal);
      if (result.outcome.kind !== 'internal') return result;
      throw new RunnerUnavailable(result.outcome.reason);
    } catch (error) {
      if (signal?.aborted) throw abortError('the work was aborted');
      const lost =
        error instanceof BoxDied || error instanceof ProtocolError || error instanceof RunnerUnavailable;
      if (error instanceof BoxDied && error.placeLost && (lostPlaces += 1) <= MAX_LOST_PLACES) tries -= 1;
      if (!lost || tries >= TRIES) throw asUnavailable(error as Error);
    }
  }
}

async function runOnce(launcher: BoxLauncher, errand: Errand, signal?: AbortSignal): Promise<ErrandResult> {
  throwIfAborted(signal);
  const place = launcher.openPlace();
  let box: Box | null = null;
  const onAbort = (): void => void (box?.kill(), place.close());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    box = await Box.launch(place, {
      processes: errand.processes,
      workBytes: errand.limits.workBytes,
      workInodes: WORK_INODES,
      filesBytes: filesRoom(errand.bundle.length + 64 * MiB),
      readOnly: errand.readOnly,
    });
    throwIfAborted(signal);
    await box.ready;
    await box.put(PROGRAM_DIRECTORY, errand.bundle);
    const outcome = await runIn(box, errand, () => place.retire());
    const wanted = outcome.kind === 'ok' ? errand.collect : undefined;
    return { outcome, collected: wanted ? await box.collect({ ...wanted, emptyAfterwards: false }) : null };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await box?.kill();
    await place.close();
  }
}

async function runIn(box: Box, errand: Errand, onOutOfMemory: () => void): Promise<RunOutcome> {
  const { limits, addressSpace, stdin = '' } = errand;
  const { filesDir, workDir, tmpDir } = box.paths;
  const folders = { program: `${filesDir}/${PROGRAM_DIRECTORY}`, work: workDir, tmp: tmpDir };
  let outcome: RunOutcome | null = null;
  await box.run(
    {
      ...limits,
      outputLimitBytes: limits.outputLimitBytes ?? OUTPUT_LIMIT_BYTES,
      fileSizeLimitBytes: limits.fileSizeLimitBytes ?? LARGEST_FILE_BYTES,
      stackLimitBytes: 0,
      stdoutKeepBytes: limits.outputKeepBytes,
      stderrKeepBytes: limits.outputKeepBytes,
      addressSpace,
      keepWork: true,
      largeFiles: false,
      mainArgument: 0,
      core: null,
      linkDirectory: '',
      copyDirectory: errand.bundle.length > 0 ? PROGRAM_DIRECTORY : '',
      ...errand.command(folders),
      items: [{ stdin }],
    },
    (result) => {
      if (result.placeOutOfMemory) onOutOfMemory();
      outcome = toOutcome(result);
    },
  );
  if (!outcome) throw new ProtocolError('the box answered without a result');
  return outcome;
}
