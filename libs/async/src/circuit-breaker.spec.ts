import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

describe('a circuit breaker', () => {
  const silent = () => new Promise<string>(() => {});
  const ping = vi.fn<() => Promise<unknown>>();
  const onSilence = vi.fn();
  let isReady: boolean;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    vi.useFakeTimers();
    isReady = true;
    ping.mockReset().mockResolvedValue('PONG');
    onSilence.mockReset();
    breaker = new CircuitBreaker({ isReady: () => isReady, ping, timeoutMs: 500, onSilence });
  });
  afterEach(() => {
    breaker.stop();
    vi.useRealTimers();
  });
  const outcome = async (call: () => Promise<string>) => {
    const result = breaker.run(call).catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(500);
    return result;
  };

  it('lets calls through, and what they throw', async () => {
    expect(await outcome(async () => 'answer')).toBe('answer');
    expect(await outcome(() => Promise.reject(new Error('refused')))).toBe('refused');
    expect(breaker.isClosed).toBe(true);
  });

  it('calls no more after a call without an answer, until a ping is answered', async () => {
    ping.mockImplementation(silent);
    expect(await outcome(silent)).toContain('no answer');
    expect(breaker.isClosed).toBe(false);
    const call = vi.fn(async () => 'answer');
    for (let n = 0; n < 10; n++) expect(await outcome(call)).toContain('stopped to answer');
    expect(call).not.toHaveBeenCalled();
    expect(onSilence).toHaveBeenCalledOnce();
    ping.mockResolvedValue('PONG');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await outcome(call)).toBe('answer');
  });

  it('notices silence although nobody calls', async () => {
    ping.mockImplementation(silent);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(breaker.isClosed).toBe(false);
  });

  it('fails at once while there is no connection', async () => {
    isReady = false;
    const call = vi.fn(async () => 'answer');
    expect(await outcome(call)).toBe('not connected');
    expect([call.mock.calls.length, breaker.isClosed]).toEqual([0, false]);
  });
});
