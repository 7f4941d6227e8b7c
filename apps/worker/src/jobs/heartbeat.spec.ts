import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';
import { LEASE_MS, type Claim, type ClaimStore } from './claim-store.js';

describe('the heartbeat of a job', () => {
  const renew = vi.fn<() => Promise<boolean>>();
  const onLost = vi.fn();
  let heartbeat: Heartbeat;
  beforeEach(() => {
    vi.useFakeTimers();
    renew.mockReset();
    onLost.mockReset();
    const state = { progress: { done: 0, total: 1 }, eventSeq: 1 };
    const usage = { take: () => 0, giveBack: () => {} };
    heartbeat = new Heartbeat({ renew } as unknown as ClaimStore, {} as Claim, usage, () => state, onLost);
  });
  afterEach(async () => {
    const stopped = heartbeat.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    await stopped;
    vi.useRealTimers();
  });

  it('lets the job go on while the database is out of reach, however long', async () => {
    renew.mockRejectedValue(new Error('away'));
    await vi.advanceTimersByTimeAsync(LEASE_MS * 10);
    expect(renew.mock.calls.length).toBeGreaterThan(10);
    expect([onLost.mock.calls.length, heartbeat.isLost]).toEqual([0, false]);
  });

  it('ends it once when the claim is gone', async () => {
    renew.mockResolvedValue(false);
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect([onLost.mock.calls.length, renew.mock.calls.length, heartbeat.isLost]).toEqual([1, 1, true]);
  });

  it('does not wait for ever for an answer: the next renewal gets one', async () => {
    renew.mockReturnValueOnce(new Promise(() => {})).mockResolvedValue(true);
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect(renew.mock.calls.length).toBeGreaterThan(1);
    expect(onLost).not.toHaveBeenCalled();
  });
});
