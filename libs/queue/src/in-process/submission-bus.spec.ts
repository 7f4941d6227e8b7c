import type { SubmissionEvent } from '@app/contracts';
import { describe, expect, it, vi } from 'vitest';
import { InProcessSubmissionBus } from './submission-bus.js';

const EVENT: SubmissionEvent = {
  type: 'submission.progress',
  submissionId: 'a',
  seq: 1,
  progress: { done: 1, total: 2 },
};

describe('the in-process bus', () => {
  it('hands every event to every listener, in order', async () => {
    const bus = new InProcessSubmissionBus();
    const heard: number[] = [];
    bus.onEvent(({ seq }) => void heard.push(seq));
    const last = new Promise((resolve) => bus.onEvent(({ seq }) => seq === 3 && resolve(seq)));
    for (const seq of [1, 2, 3]) bus.publish({ ...EVENT, seq });
    await last;
    expect(heard).toEqual([1, 2, 3]);
  });

  it('stops calling a listener that was removed', async () => {
    const bus = new InProcessSubmissionBus();
    const removed = vi.fn();
    bus.onCancel(removed)();
    const heard = new Promise((resolve) => bus.onCancel(resolve));
    bus.publishCancel('a');
    expect(await heard).toBe('a');
    expect(removed).not.toHaveBeenCalled();
  });

  it('never throws at the publisher, and one bad listener does not silence the others', async () => {
    const onListenerError = vi.fn();
    const bus = new InProcessSubmissionBus(onListenerError);
    bus.onEvent(() => {
      throw new Error('bad listener');
    });
    const heard = new Promise((resolve) => bus.onEvent(resolve));
    bus.publish(EVENT);
    expect(await heard).toEqual(EVENT);
    expect(onListenerError).toHaveBeenCalledOnce();
  });
});
