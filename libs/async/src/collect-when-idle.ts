import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const DEFAULT_LOOK_EVERY_MS = 5_000;
/** The share of the time in which the event loop had something to do; below it a pause goes unnoticed. */
const IDLE_BELOW = 0.1;
/** Less garbage is not worth a pause. */
const WORTH_BYTES = 32 * 1024 * 1024;

/**
 * Collects what a burst of large requests left behind, once this thread has nothing to do. V8 collects while
 * something is allocated: a process that is idle afterwards keeps hundreds of megabytes of unused buffers for
 * hours.
 * @param lookEveryMs how long it has to have been idle
 * @returns a function that ends it
 */
export function collectWhenIdle(lookEveryMs: number = DEFAULT_LOOK_EVERY_MS): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let atLeast = bytesHeld();
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    atLeast = Math.min(atLeast, bytesHeld());
    if (utilization > IDLE_BELOW || bytesHeld() - atLeast < WORTH_BYTES) return;
    collect();
    atLeast = bytesHeld();
  }, lookEveryMs).unref();
  return () => clearInterval(timer);
}

/** Values and buffers of this thread, garbage included. */
function bytesHeld(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
