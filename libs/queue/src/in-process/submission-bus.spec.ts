import type { SubmissionEvent } from '@app/contracts';
import { describe, expect, it, vi } from 'vitest';
import { itIsASubmissionBus } from '../testing/bus-conformance.js';
import { InProcessSubmissionBus } from './submission-bus.js';

const EVENT: SubmissionEvent = {
  type: 'submission.progress',
  submissionId: 'a',
  seq: 1,
  progress: { done: 1, total: 2 },
};

describe('the in-process bus', () => {
  itIsASubmissionBus(async () => new InProcessSubmissionBus());

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
