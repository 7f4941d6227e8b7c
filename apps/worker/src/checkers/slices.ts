import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a comparison may hold the thread that also keeps the worker's claims alive. */
const SLICE_MS = 5;

/**
 * Work that stands aside at each `yield`, a few thousand small steps after the last one, and ends with `T`.
 */
export type Sliced<T> = Generator<void, T, void>;

/** Does sliced work to its end; whatever else the process has to do gets its turn every few milliseconds. */
export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  let started = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - started < SLICE_MS) continue;
    await nextTurn();
    started = performance.now();
  }
}

/** So many steps (lines, tokens) make a slice that is worth a look at the clock. */
export const STEPS_PER_SLICE = 2_000;
