import type { Progress, SubmissionResult } from '@app/contracts';
import type { Runner } from '../../runner/runner.js';
import type { JobContext, JobNews } from '../kind.js';
import { type Slot, Slots } from '../../jobs/slots.js';

export interface TestContext extends JobContext {
  readonly slots: Slots;
  readonly slot: Slot;
  readonly news: JobNews[];
  readonly progresses: Progress[];
  /** What the job has found so far; null until it says how to learn that. */
  soFar(): SubmissionResult | null;
  readonly controller: AbortController;
}

/** A context that writes down what a job tells. The job's slot is already taken. */
export async function testContext(runner: Runner, slots = new Slots(2)): Promise<TestContext> {
  const controller = new AbortController();
  const news: JobNews[] = [];
  const progresses: Progress[] = [];
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
    emit: (item) => news.push(item),
    keep: (look) => (soFar = look),
    progress: (progress) => progresses.push(progress),
  };
}
