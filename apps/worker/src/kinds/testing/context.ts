import type { Progress, SubmissionResult } from '@app/contracts';
import type { Runner } from '../../runner/runner.js';
import type { JobContext, JobNews } from '../kind.js';
import { type Slot, Slots } from '../../jobs/slots.js';

export interface TestContext extends JobContext {
  readonly slots: Slots;
  readonly slot: Slot;
  readonly news: JobNews[];
  readonly progresses: Progress[];
  /** What the job gave away whole, by name. */
  readonly kept: ReadonlyMap<string, Buffer>;
  /** What the job has found so far; null until it says how to learn that. */
  soFar(): SubmissionResult | null;
  readonly controller: AbortController;
  /** What was charged for work outside of sandboxes. */
  readonly charged: { ms: number };
}

/** A context that writes down what a job tells. The job's slot is already taken. */
export async function testContext(runner: Runner, slots = new Slots(2)): Promise<TestContext> {
  const controller = new AbortController();
  const charged = { ms: 0 };
  const news: JobNews[] = [];
  const progresses: Progress[] = [];
  const kept = new Map<string, Buffer>();
  let soFar: () => SubmissionResult | null = () => null;
  return {
    runner,
    slots,
    slot: await slots.acquire(),
    signal: controller.signal,
    controller,
    news,
    progresses,
    soFar: () => soFar(),
    outputs: { keep: (name, bytes) => void kept.set(name, bytes) },
    kept,
    emit: (item) => news.push(item),
    charge: (ms) => (charged.ms += ms),
    charged,
    keep: (look) => (soFar = look),
    progress: (progress) => progresses.push(progress),
  };
}
