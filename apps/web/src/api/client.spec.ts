import type { StressRequest } from '@app/contracts';
import { afterEach, expect, it, vi } from 'vitest';
import { getSubmission, submitStress } from './client.js';
import { problemOf } from './problem.js';

const REQUEST = { kind: 'stress' } as StressRequest;

/** A service that takes requests and never answers; `fire` ends the wait as the clock would. */
function silentService() {
  const late = new AbortController();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
  vi.stubGlobal(
    'fetch',
    (_path: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  );
  return { fire: () => late.abort(new DOMException('signal timed out', 'TimeoutError')) };
}

const answering = (status: number, body: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('does not wait for ever for an answer to a submission', async () => {
  const { fire } = silentService();
  const answer = submitStress(REQUEST).catch(problemOf);
  fire();
  expect(await answer).toMatchObject({ code: 'timeout' });
  expect(AbortSignal.timeout).toHaveBeenCalledWith(60_000);
});

it('ends a request both when it takes too long and when nobody wants its answer any more', async () => {
  const { fire } = silentService();
  const unwanted = new AbortController();
  const [late, left] = [new AbortController(), unwanted].map(({ signal }) => getSubmission('a', signal));
  unwanted.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  fire();
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
});

it.each([200, 502])("takes a proxy's page with status %i for no answer", async (status) => {
  answering(status, '<html>');
  const answer = getSubmission('a', new AbortController().signal).catch(problemOf);
  expect(await answer).toMatchObject({ status, title: `HTTP ${status}` });
});
