import type { RunRequest, SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SubmissionWaiters } from '../../apps/api/src/features/submissions/live/submission-waiters.js';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' }, stdin: '1 2' };
const JUDGE = { kind: 'judge' as const, program: RUN.program, tests: [{ input: '1' }, { input: '2' }] };
const SUBMISSIONS = '/api/v1/submissions';
const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';
const accept = () => ({ verdict: 'accepted' as const, result: RUN_RESULT });

interface Page {
  items: SubmissionView[];
  nextCursor: string | null;
}

describe('submissions', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.script = accept;
  });
  const rows = () => api.database.dataSource.getRepository(Submission);
  const cancel = (id: string) => api.delete(`${SUBMISSIONS}/${id}`);
  const running = (id: string) => eventually(async () => expect((await api.read(id)).status).toBe('running'));

  describe('when created', () => {
    it('are answered with 202 and their place', async () => {
      const response = await api.post(SUBMISSIONS, RUN);
      expect(response.status).toBe(202);
      const body = (await response.json()) as SubmissionView;
      expect(body).toEqual({ id: body.id, kind: 'run', status: 'queued', createdAt: body.createdAt });
      expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect(body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(response.headers.get('location')).toBe(`/api/v1/submissions/${body.id}`);
    });

    it('are held until they are final when asked to, and answered whole with 201', async () => {
      const view = await api.judge(RUN);
      expect(view).toMatchObject({ kind: 'run', status: 'finished', verdict: 'accepted', request: RUN });
      expect(view.result).toEqual(RUN_RESULT);
      expect(await api.read(view.id)).toEqual(view);
    });

    it('are answered the same when they have megabytes, whole or by fields', async () => {
      const stdin = 'ä"\n\u{1f600}'.repeat(300_000);
      const view = await api.judge({ ...RUN, stdin });
      expect(view.request).toEqual({ ...RUN, stdin });
      const whole = await api.get(`${SUBMISSIONS}/${view.id}`);
      expect(whole.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const text = await whole.text();
      expect(JSON.parse(text)).toEqual(view);
      expect(Number(whole.headers.get('content-length'))).toBe(Buffer.byteLength(text));
      const fields = async (names: string) =>
        (await api.get(`${SUBMISSIONS}/${view.id}?fields=${names}`)).json();
      expect(await fields('request')).toEqual({ request: view.request });
      expect(await fields('result,verdict')).toEqual({ verdict: 'accepted', result: RUN_RESULT });
      expect(await fields('status')).toEqual({ status: 'finished' });
    });

    it('are answered with 202 when the time to wait is over first', async () => {
      api.script = () => 'hold';
      const response = await api.post(`${SUBMISSIONS}?wait=0.05`, RUN);
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ status: 'queued' });
    });

    it('free what waits when the client leaves', async () => {
      api.script = () => 'hold';
      const waiters = api.app.get(SubmissionWaiters);
      const before = waiters.size;
      const leave = new AbortController();
      const request = fetch(`${api.url}${SUBMISSIONS}?wait=60`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(RUN),
        signal: leave.signal,
      });
      await eventually(() => expect(waiters.size).toBe(before + 1));
      leave.abort();
      await expect(request).rejects.toThrow('abort');
      await eventually(() => expect(waiters.size).toBe(before));
    });

    it('are found to be final even when the event about it is lost', async () => {
      api.script = () => 'hold';
      const waiters = api.app.get(SubmissionWaiters);
      const before = waiters.size;
      const waiting = api.post(`${SUBMISSIONS}?wait=30`, RUN);
      await eventually(() => expect(waiters.size).toBe(before + 1));
      const [newest] = await rows().find({ order: { id: 'DESC' }, take: 1 });
      await running(newest!.id);
      const end = { status: 'finished', verdict: 'accepted', finishedAt: new Date() } as const;
      await rows().update(newest!.id, end);
      expect((await waiting).status).toBe(201);
    });

    it('keep NUL characters of sources and inputs', async () => {
      const request = { ...RUN, program: { ...RUN.program, source: 'a\0b' }, stdin: '\0' };
      expect((await api.judge(request)).request).toEqual(request);
    });

    it('keep sources of many megabytes', async () => {
      const request = { ...RUN, stdin: '', program: { ...RUN.program, source: 'é'.repeat(4 * 1024 * 1024) } };
      const view = await api.judge(request);
      expect(view.request.kind === 'run' && view.request.program.source.length).toBe(4 * 1024 * 1024);
    });

    it('know their number of steps from the start', async () => {
      api.script = () => 'hold';
      const { id } = await api.submit(JUDGE);
      expect((await api.read(id)).progress).toEqual({ done: 0, total: 2 });
    });
  });

  describe('with an Idempotency-Key', () => {
    const create = (key: string, body: unknown) => api.post(SUBMISSIONS, body, { 'idempotency-key': key });

    it('are created once, whatever the order of the members', async () => {
      const first = (await (await create('a', RUN)).json()) as SubmissionView;
      const { kind, program, stdin } = RUN;
      const again = await create('a', { stdin, program, kind });
      expect(again.status).toBe(202);
      expect(await again.json()).toEqual(first);
    });

    it('are created once by any number of requests at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => create('b', RUN)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
      const ids = await Promise.all(
        answers.map(async (answer) => ((await answer.json()) as SubmissionView).id),
      );
      expect(new Set(ids).size).toBe(1);
      expect(await rows().countBy({ idempotencyKey: 'b' })).toBe(1);
    });

    it('are refused with another body', async () => {
      await create('c', RUN);
      const response = await create('c', { ...RUN, stdin: 'other' });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'idempotency_key_reused', status: 422 });
    });

    it.each(['', 'with space', 'x'.repeat(256)])('are refused when the key is %j', async (key) => {
      const response = await create(key, RUN);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
    });
  });

  describe('when read', () => {
    it('are read from the cache once they are final', async () => {
      const { id } = await api.judge(RUN);
      const view = await api.read(id);
      await rows().update(view.id, { verdict: 'runtime_error' });
      expect(await api.read(view.id)).toEqual(view);
    });

    it('are never read from the cache before that', async () => {
      api.script = () => 'hold';
      const { id } = await api.submit(RUN);
      await running(id);
      await rows().update(id, { progressDone: 1 });
      expect((await api.read(id)).progress.done).toBe(1);
    });

    it('answer 404 for one that is not there and 400 for what is no id', async () => {
      const missing = await api.get(`${SUBMISSIONS}/${UNKNOWN}`);
      expect(missing.status).toBe(404);
      expect(await missing.json()).toMatchObject({ code: 'submission_not_found' });
      const malformed = await api.get(`${SUBMISSIONS}/17`);
      expect(malformed.status).toBe(400);
      expect(await malformed.json()).toMatchObject({ errors: [{ field: 'id' }] });
    });
  });

  describe('when cancelled', () => {
    it('are final, while running or still in the queue, and the worker is told', async () => {
      api.script = () => 'hold';
      const { id } = await api.submit(RUN);
      await running(id);
      const told = new Promise((resolve) => api.queue.bus.onCancel(resolve));
      const response = await cancel(id);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ id, status: 'cancelled', verdict: null, result: null });
      expect(await told).toBe(id);
    });

    /** A running submission that a worker holds, which does `onCancel` when it is asked to end it. */
    const held = async (onCancel: (id: string) => Promise<unknown> = async () => {}): Promise<string> => {
      api.script = () => 'hold';
      const { id } = await api.submit(RUN);
      await running(id);
      await rows().update(id, { leaseUntil: () => `now() + interval '1 hour'` });
      api.queue.bus.onCancel((cancelled) => {
        if (cancelled === id) void onCancel(id);
      });
      return id;
    };
    /** As a worker ends a job that it runs. */
    const endAs = (end: Partial<Submission>) => async (id: string) => {
      await rows().update({ id, status: 'running' }, end as never);
      api.queue.bus.publish({
        type: 'submission.finished',
        submissionId: id,
        seq: 1_000_001,
        status: end.status!,
        verdict: end.verdict ?? null,
      });
    };

    it('are ended by the worker that has them in hand, with what it found', async () => {
      const id = await held(endAs({ status: 'cancelled', result: RUN_RESULT, eventSeq: 1_000_001 }));
      const response = await cancel(id);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ status: 'cancelled', verdict: null, result: RUN_RESULT });
      // The service has not touched the row after the worker.
      expect((await rows().findOneByOrFail({ id })).eventSeq).toBe(1_000_001);
    });

    it('are ended by the service when their worker does not answer', async () => {
      const id = await held();
      expect(await (await cancel(id)).json()).toMatchObject({ status: 'cancelled', result: null });
      expect(await rows().findOneByOrFail({ id })).toMatchObject({ claimId: null, leaseUntil: null });
    });

    it('answer 409 when their worker finishes them instead', async () => {
      const id = await held(endAs({ status: 'finished', verdict: 'accepted', result: RUN_RESULT }));
      expect((await cancel(id)).status).toBe(409);
      expect(await api.read(id)).toMatchObject({ status: 'finished', result: RUN_RESULT });
    });

    it('are cancelled for everybody who asks while their worker ends them', async () => {
      let asked = 0;
      const end = endAs({ status: 'cancelled', result: RUN_RESULT });
      const id = await held(async (held) => (++asked === 2 ? end(held) : undefined));
      const answers = await Promise.all([cancel(id), cancel(id)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    });

    it('end the waiting of whoever waits for them', async () => {
      api.script = () => 'hold';
      const waiting = api.post(`${SUBMISSIONS}?wait=30`, RUN, { 'idempotency-key': 'waited-for' });
      const row = await eventually(() =>
        rows().findOneByOrFail({ status: 'running', idempotencyKey: 'waited-for' }),
      );
      await cancel(row.id);
      const answer = await waiting;
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({ status: 'cancelled' });
    });

    it('are removed for good when they are final already', async () => {
      const { id } = await api.judge(RUN);
      await api.read(id);
      expect((await cancel(id)).status).toBe(204);
      expect((await api.get(`${SUBMISSIONS}/${id}`)).status).toBe(404);
      expect(await rows().countBy({ id })).toBe(0);
      expect((await cancel(id)).status).toBe(404);
      expect((await cancel(UNKNOWN)).status).toBe(404);
    });
  });

  describe('when listed', () => {
    const list = async (query = '') => {
      const response = await api.get(`${SUBMISSIONS}${query}`);
      expect(response.status).toBe(200);
      return (await response.json()) as Page;
    };
    const created: string[] = [];
    beforeAll(async () => {
      await rows().clear();
      api.script = accept;
      for (let n = 0; n < 7; n += 1) created.unshift((await api.judge(n % 2 ? JUDGE : RUN)).id);
    });

    it('come newest first, without what is large', async () => {
      const { items, nextCursor } = await list();
      expect(items.map(({ id }) => id)).toEqual(created);
      expect(nextCursor).toBeNull();
      expect(items[0]).toMatchObject({ status: 'finished', verdict: 'accepted', progress: { total: 1 } });
      expect(items[0]).not.toHaveProperty('request');
    });

    it('come in pages that neither repeat nor leave out any', async () => {
      const seen: string[] = [];
      let query = '?limit=3';
      for (let page = 0; page < 3; page += 1) {
        const { items, nextCursor } = await list(query);
        seen.push(...items.map(({ id }) => id));
        query = `?limit=3&cursor=${nextCursor}`;
        if (page === 2) expect(nextCursor).toBeNull();
      }
      expect(seen).toEqual(created);
    });

    it('are filtered by kind and by verdict', async () => {
      expect((await list('?kind=judge')).items).toHaveLength(3);
      expect((await list('?kind=stress')).items).toEqual([]);
      expect((await list('?verdict=accepted')).items).toHaveLength(7);
      expect((await list('?verdict=wrong_answer')).items).toEqual([]);
    });

    it.each([
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=ten', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['limit=', 'limit'],
      ['cursor=x', 'cursor'],
      ['cursor=', 'cursor'],
      ['kind=all', 'kind'],
      ['verdict=good', 'verdict'],
      ['page=2', 'page'],
    ])('are refused with ?%s', async (query, field) => {
      const response = await api.get(`${SUBMISSIONS}?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field }] });
    });
  });

  it.each(['-1', '61', 'abc', '1e1', 'NaN', '', '0x10'])('are refused with ?wait=%s', async (wait) => {
    const response = await api.post(`${SUBMISSIONS}?wait=${wait}`, RUN);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'wait' }] });
  });
});

describe('a visitor where ANONYMOUS_SUBMISSIONS is false', () => {
  it('may read but not submit', async () => {
    const api = await startTestApi({ env: { ANONYMOUS_SUBMISSIONS: 'false' } });
    const response = await api.post('/api/v1/submissions', RUN);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'login_required' });
    expect((await api.get('/api/v1/languages')).status).toBe(200);
    await api.close();
  });
});
