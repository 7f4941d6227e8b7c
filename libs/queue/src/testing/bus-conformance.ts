import type { SubmissionEvent } from '@app/contracts';
import { expect, it, vi } from 'vitest';
import type { SubmissionBus } from '../submission-bus.js';

const EVENT: SubmissionEvent = {
  type: 'submission.progress',
  submissionId: 'a',
  seq: 1,
  progress: { done: 1, total: 2 },
};

/** What holds for the live news of any bus. @param open opens one for each test; the caller closes them */
export function itIsASubmissionBus(open: () => Promise<SubmissionBus>): void {
  it('hands every event to every listener, in order', async () => {
    const bus = await open();
    const heard: number[] = [];
    bus.onEvent(({ seq }) => void heard.push(seq));
    const last = new Promise((resolve) => bus.onEvent(({ seq }) => seq === 3 && resolve(seq)));
    for (const seq of [1, 2, 3]) bus.publish({ ...EVENT, seq });
    await last;
    expect(heard).toEqual([1, 2, 3]);
  });

  it('tells what is cancelled, and not to a listener that was removed', async () => {
    const bus = await open();
    const removed = vi.fn();
    bus.onCancel(removed)();
    const heard = new Promise((resolve) => bus.onCancel(resolve));
    bus.publishCancel('a');
    expect(await heard).toBe('a');
    expect(removed).not.toHaveBeenCalled();
  });
}
