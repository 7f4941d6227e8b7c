import type { StressRequest } from '@app/contracts';
import { afterEach, expect, it, vi } from 'vitest';
import { Client } from './client.js';
import { problemOf } from './problem.js';

const REQUEST = { kind: 'stress' } as StressRequest;
const client = new Client({ retries: 0 });

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

/** A service that gives these answers, one after the other; what it was asked is in `asked`. */
function answering(...answers: (() => Response | Promise<Response>)[]) {
  const asked: { path: string; init: RequestInit & { headers: Record<string, string> } }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    asked.push({ path, init });
    return answers[Math.min(asked.length, answers.length) - 1]!();
  });
  return asked;
}

const answer = (status: number, body: string, headers?: Record<string, string>) => () =>
  new Response(body, { status, ...(headers && { headers }) });
const away = () => Promise.reject(new TypeError('fetch failed'));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('does not wait for ever for an answer to a submission', async () => {
  const { fire } = silentService();
  const problem = client.submissions.create(REQUEST).catch(problemOf);
  fire();
  expect(await problem).toMatchObject({ code: 'timeout' });
  expect(AbortSignal.timeout).toHaveBeenCalledWith(60_000);
});

it('ends a request both when it takes too long and when its answer is not wanted any more', async () => {
  const { fire } = silentService();
  const unwanted = new AbortController();
  const left = client.submissions.get('a', unwanted.signal);
  const late = client.submissions.get('a').catch(problemOf);
  unwanted.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  fire();
  expect(await late).toMatchObject({ code: 'timeout' });
});

it.each([200, 502])("takes a proxy's page with status %i for no answer", async (status) => {
  answering(answer(status, '<html>'));
  expect(await client.submissions.get('a').catch(problemOf)).toMatchObject({
    status,
    title: `HTTP ${status}`,
  });
});

it('sends a submission again that was not answered, under the same key', async () => {
  const asked = answering(away, answer(202, '{"id":"a"}'));
  expect(await new Client().submissions.create(REQUEST)).toEqual({ id: 'a' });
  const keys = asked.map(({ init }) => init.headers['idempotency-key']);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys).toEqual([keys[0], keys[0]]);
});

it('waits as long as a busy service says, and asks again', async () => {
  vi.useFakeTimers();
  try {
    const asked = answering(answer(429, '{}', { 'retry-after': '3' }), answer(200, '[]'));
    const languages = new Client().service.languages();
    await vi.advanceTimersByTimeAsync(2_900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await languages).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

it('does not ask twice for what may then be done twice, nor for what will not change', async () => {
  const asked = answering(answer(503, '{}'));
  await new Client().accounts.createToken({ name: 'ci', scopes: ['read'] }).catch(problemOf);
  expect(asked).toHaveLength(1);
  const others = answering(answer(404, '{"code":"submission_not_found"}'));
  expect(await new Client().submissions.get('a').catch(problemOf)).toMatchObject({
    code: 'submission_not_found',
  });
  expect(others).toHaveLength(1);
});

it('asks at the address and with the token that it was given', async () => {
  const asked = answering(answer(200, '{"items":[],"nextCursor":null}'));
  const remote = new Client({ baseUrl: 'https://cpast.example/', token: 'cpast_x' });
  await remote.submissions.list({ kind: 'run', limit: 5 });
  expect(asked[0]!.path).toBe('https://cpast.example/api/v1/submissions?kind=run&limit=5');
  expect(asked[0]!.init.headers['authorization']).toBe('Bearer cpast_x');
});

it('sends a package as a form, with what stands beside it', async () => {
  const asked = answering(answer(201, '{"id":"a"}'));
  await client.suites.upload(new Blob(['zip']), { name: 'Sums', validate: true });
  const { path, init } = asked[0]!;
  const form = init.body as FormData;
  expect(path).toBe('/api/v1/suites');
  expect(init.headers).not.toHaveProperty('content-type');
  expect([form.get('name'), form.get('validate')]).toEqual(['Sums', 'true']);
  expect(await (form.get('package') as File).text()).toBe('zip');
});

it('names a test by its path', async () => {
  const asked = answering(answer(200, '1 2'));
  const bytes = await client.suites.test('a', 'secret/1 x', 'answer');
  expect(asked[0]!.path).toBe('/api/v1/suites/a/tests/secret/1%20x?part=answer');
  expect(Buffer.from(bytes).toString()).toBe('1 2');
});
