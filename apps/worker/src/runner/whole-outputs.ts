import { assertCompiled } from './not-compiled.js';
import type { PreparedProgram, RunItem, RunLimits, RunOptions, RunOutcome, Sandbox } from './runner.js';

/** Bytes of inputs, and of outputs of one program, that one batch may hold in memory. */
export const BATCH_BYTES = 8 * 1024 * 1024;

/** A program, and what its runs keep. */
export interface ProgramOfBatch {
  program: PreparedProgram;
  limits: RunLimits & { outputLimitBytes: number };
  collect?: RunOptions['collect'];
}

/** What became of one item: the runs of each program, in the order of the programs. */
export interface ItemOutcomes {
  /** Which of the items, from 0. */
  at: number;
  outcomes: RunOutcome[][];
}

/**
 * Runs each program on each item, and gives whole outputs, in portions, in the order of the items. Theory of
 * operation: all outputs of a batch are in memory together, so each run of a batch may keep its share only.
 * An item with a longer output runs once more, alone, and is a portion of its own, so that only one such item
 * is in memory at a time; a caller that needs no more of them leaves the loop, and they do not run again.
 * What still is cut has reached the limit of its run.
 *
 * @param repetitions how often each program runs on each item; of an item that runs alone the first run is whole
 * @throws NotCompiled; what `Sandbox.run` throws
 */
export async function* runWhole(
  sandbox: Sandbox,
  programs: readonly ProgramOfBatch[],
  items: readonly RunItem[],
  repetitions = 1,
): AsyncGenerator<ItemOutcomes[]> {
  if (items.length === 1) {
    yield [{ at: 0, outcomes: await runAlone(sandbox, programs, items[0]!, repetitions) }];
    return;
  }
  const batch = items.flatMap((item) => Array.from({ length: repetitions }, () => item));
  const share = Math.floor(BATCH_BYTES / batch.length);
  // All at once, so that the sandbox goes from one program to the next without a pause.
  const runs = await Promise.all(programs.map((one) => runKeeping(sandbox, one, batch, share)));
  let portion: ItemOutcomes[] = [];
  for (const [at, item] of items.entries()) {
    const outcomes = runs.map((each) => each.slice(at * repetitions, (at + 1) * repetitions));
    if (!outcomes.some(isCut)) {
      portion.push({ at, outcomes });
      continue;
    }
    if (portion.length > 0) yield portion;
    portion = [];
    yield [{ at, outcomes: await runAlone(sandbox, programs, item, repetitions) }];
  }
  if (portion.length > 0) yield portion;
}

async function runAlone(
  sandbox: Sandbox,
  programs: readonly ProgramOfBatch[],
  item: RunItem,
  repetitions: number,
): Promise<RunOutcome[][]> {
  const again = Array.from({ length: repetitions - 1 }, () => item);
  return Promise.all(
    programs.map(async (one) => [
      ...(await runKeeping(sandbox, one, [item], Infinity)),
      ...(again.length > 0 ? await runKeeping(sandbox, one, again, BATCH_BYTES / again.length) : []),
    ]),
  );
}

async function runKeeping(
  sandbox: Sandbox,
  { program, limits, collect }: ProgramOfBatch,
  items: readonly RunItem[],
  keepBytes: number,
): Promise<RunOutcome[]> {
  const outcomes = await sandbox.run(program, items, limits, {
    stdoutKeepBytes: Math.min(limits.outputLimitBytes, Math.floor(keepBytes)),
    ...(collect && { collect }),
  });
  if (outcomes.length !== items.length) throw new Error('the sandbox answered too few outcomes');
  assertCompiled(program, outcomes);
  return outcomes;
}

/** Whether an output that counts is not whole: those of programs that failed do not. */
function isCut(runs: readonly RunOutcome[]): boolean {
  return runs.every(({ kind }) => kind === 'ok') && runs.some(({ stdoutTruncated }) => stdoutTruncated);
}
