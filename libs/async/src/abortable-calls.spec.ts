import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { orAborted } from './abort.js';
import { AbortableCalls } from './abortable-calls.js';

const never = (signal: AbortSignal): Promise<never> => orAborted(new Promise<never>(() => {}), signal);
const aborted = { name: 'AbortError' };

describe('calls', () => {
  it('end with their result', async () => {
    expect(await new AbortableCalls().run(async () => 1)).toBe(1);
  });

  it('are aborted by their own caller only', async () => {
    const calls = new AbortableCalls();
    const [mine, others] = [new AbortController(), new AbortController()];
    const ended = calls.run(never, mine.signal);
    let finish = (_value: string): void => {};
    const other = calls.run(() => new Promise<string>((resolve) => (finish = resolve)), others.signal);
    mine.abort(new Error('given up'));
    await expect(ended).rejects.toMatchObject(aborted);
    finish('done');
    expect(await other).toBe('done');
  });

  it('are all aborted at once, and so is what is called later', async () => {
    const calls = new AbortableCalls();
    const running = [calls.run(never), calls.run(never, new AbortController().signal)];
    calls.abortAll();
    for (const call of [...running, calls.run(never)]) await expect(call).rejects.toMatchObject(aborted);
  });

  it('of a caller that has given up before are aborted from the start', async () => {
    await expect(new AbortableCalls().run(never, AbortSignal.abort())).rejects.toMatchObject(aborted);
  });

  it('leave no listener with their caller, however they end', async () => {
    const calls = new AbortableCalls();
    const caller = new AbortController();
    await calls.run(async () => undefined, caller.signal);
    await calls.run(() => Promise.reject(new Error('broken')), caller.signal).catch(() => undefined);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });
});
