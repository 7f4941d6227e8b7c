import type { RunRequest, SubmissionRequest, SubmissionView } from '@app/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { ADMIN_PASSWORD } from '../support/app.js';
import { cookiesOf } from '../support/sessions.js';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';

const SUBMISSIONS = '/api/v1/submissions';
const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print("100%")' }, stdin: '' };
const CPP: RunRequest = { kind: 'run', program: { language: 'cpp', source: 'int main() {}' } };

describe('submissions as things people keep', () => {
  let api: TestApi;
  let user: { cookie: string };
  beforeAll(async () => {
    api = await startTestApi();
    const { cookie } = await api.makeUser('keeper');
    user = { cookie };
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.script = () => ({ verdict: 'accepted', result: RUN_RESULT });
  });

  const get = async (path: string, headers: Record<string, string> = user) =>
    (await (await api.get(`${SUBMISSIONS}${path}`, headers)).json()) as SubmissionView;
  const patch = (id: string, body: unknown, headers: Record<string, string> = user) =>
    api.patch(`${SUBMISSIONS}/${id}`, body, headers);
  const idsOf = async (query: string) => {
    const response = await api.get(`${SUBMISSIONS}?${query}`, user);
    expect(response.status).toBe(200);
    return ((await response.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
  };

  it("have a name and are their owner's, who may rename and publish them", async () => {
    const { id } = await api.judge({ ...RUN, name: 'first try' } as never, user);
    expect(await get(`/${id}`)).toMatchObject({
      name: 'first try',
      mine: true,
      public: false,
      cached: false,
    });
    expect((await api.get(`${SUBMISSIONS}/${id}`)).status).toBe(404);
    const changed = await patch(id, { name: 'the one that works', public: true });
    expect([changed.status, await changed.json()]).toMatchObject([
      200,
      { name: 'the one that works', public: true },
    ]);
    expect(await get(`/${id}`)).toMatchObject({ name: 'the one that works', public: true });
    expect(await api.read(id)).toMatchObject({ mine: false, public: true });
    expect(await (await patch(id, { name: null, public: false })).json()).toMatchObject({
      name: 'the one that works',
      public: false,
    });
    expect((await api.get(`${SUBMISSIONS}/${id}`)).status).toBe(404);
    expect((await patch(id, { public: true }, {})).status).toBe(404);
    expect((await patch(id, { status: 'queued' })).status).toBe(400);
    expect((await patch(id, { name: '' })).status).toBe(400);
  });

  it('are found by what they are and what is in them', async () => {
    const first = await api.judge({ ...RUN, name: 'Sorting of 7_3' } as never, user);
    const second = await api.judge(CPP, user);
    api.script = () => 'hold';
    const third = await api.submit({ ...CPP, stdin: 'say "hello"\n' }, user);
    const since = encodeURIComponent(second.createdAt);
    expect(await idsOf('language=cpp')).toEqual([third.id, second.id]);
    // By an alias, in any case.
    expect(await idsOf('language=C%2B%2B')).toEqual([third.id, second.id]);
    expect(await idsOf('status=finished&language=cpp')).toEqual([second.id]);
    expect(await idsOf(`since=${since}&kind=run`)).toEqual([third.id, second.id]);
    expect(await idsOf(`until=${encodeURIComponent(first.createdAt)}&limit=1`)).toEqual([first.id]);
    expect(await idsOf('text=sorting%20of')).toEqual([first.id]);
    expect(await idsOf('text=7_3')).toEqual([first.id]);
    expect(await idsOf('text=7%25')).toEqual([]);
    expect(await idsOf(`text=${encodeURIComponent('say "hello"\n')}`)).toEqual([third.id]);
    expect((await api.get(`${SUBMISSIONS}?since=yesterday`, user)).status).toBe(400);
    const response = await api.get(`${SUBMISSIONS}?status=finished&language=cpp`, user);
    const [item] = ((await response.json()) as { items: object[] }).items;
    expect(item).toMatchObject({ languages: ['cpp'], durationMs: expect.any(Number), mine: true });
    expect(item).not.toHaveProperty('request');
  });

  it('are told in part when only some of their members are wanted', async () => {
    const { id } = await api.judge(RUN, user);
    expect(await get(`/${id}?fields=verdict,status`)).toEqual({
      verdict: 'accepted',
      status: 'finished',
    });
    expect((await api.get(`${SUBMISSIONS}/${id}?fields=verdict,secret`, user)).status).toBe(400);
  });

  it('run each time unless they ask for the result of the same work', async () => {
    const runs = [await api.judge(RUN, user), await api.judge(RUN, user)];
    expect(runs.map(({ cached }) => cached)).toEqual([false, false]);
  });

  it('belong to the user who logs in with the browser that made them', async () => {
    const made = await api.post(SUBMISSIONS, RUN, { origin: api.url, 'sec-fetch-site': 'same-origin' });
    expect(made.status).toBe(202);
    const visitor = cookiesOf(made);
    const { id } = (await made.json()) as SubmissionView;
    expect((await api.get(`${SUBMISSIONS}/${id}`, user)).status).toBe(404);
    const login = await api.post(
      '/login',
      { username: 'admin', password: ADMIN_PASSWORD },
      { cookie: visitor, origin: api.url, 'sec-fetch-site': 'same-origin' },
    );
    expect(login.status).toBe(200);
    expect(await get(`/${id}`, { cookie: cookiesOf(login) })).toMatchObject({ id, mine: true });
    expect((await api.get(`${SUBMISSIONS}/${id}`, { cookie: visitor })).status).toBe(404);
  });
});

describe('submissions that wait', () => {
  it('know their place in the queue', async () => {
    const api = await startTestApi({ worker: false });
    const cookie = await api.logInAsAdmin();
    const long: SubmissionRequest = { kind: 'judge', program: RUN.program, tests: [{ input: '' }] };
    const ids: string[] = [];
    for (const request of [long, long, RUN]) ids.push((await api.submit(request, { cookie })).id);
    const placeOf = async (id: string) =>
      ((await (await api.get(`/api/v1/submissions/${id}`, { cookie })).json()) as SubmissionView).position;
    await eventually(async () => expect(await Promise.all(ids.map(placeOf))).toEqual([2, 3, 1]));
    await api.delete(`/api/v1/submissions/${ids[0]}`, { cookie });
    expect(await Promise.all(ids.map(placeOf))).toEqual([null, 2, 1]);
    await api.close();
  });

  it('come after all that their owner has in the queue, urgent or not', async () => {
    const api = await startTestApi({ worker: false });
    const cookie = await api.logInAsAdmin();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await api.submit(RUN, { cookie })).id);
    const placeOf = async (id: string) =>
      ((await (await api.get(`/api/v1/submissions/${id}`, { cookie })).json()) as SubmissionView).position;
    await eventually(async () => expect(await Promise.all(ids.map(placeOf))).toEqual([1, 2, 3]));
    await api.database.dataSource.query(
      `UPDATE submission SET priority = CASE id WHEN $1 THEN 'batch' ELSE priority END,
         published_at = CASE id WHEN $1 THEN now() END`,
      [ids[0]],
    );
    expect(await Promise.all(ids.map(placeOf))).toEqual([1, 2, 3]);
    await api.close();
  });
});
