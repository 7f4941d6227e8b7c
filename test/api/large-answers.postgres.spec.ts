import type { RunRequest, SubmissionView } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { uniqueName } from '../support/services.js';

/** Characters of one to four bytes, so that pieces begin in the middle of some. */
const STDIN = 'aé€😀\0"\\\n'.repeat(150_000);
const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' }, stdin: STDIN };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
const read = async (id: string, query = '', headers = {}) => {
  const response = await api.get(`/api/v1/submissions/${id}${query}`, headers);
  return { status: response.status, view: (await response.json()) as SubmissionView };
};

it('a large submission is answered as it was sent, piece by piece, and all at its end', async () => {
  const { id } = await api.submit(RUN);
  const whole = await eventually(async () => {
    const { view } = await read(id);
    expect(view.status).toBe('finished');
    return view;
  });
  expect(whole.request).toEqual(RUN);
  expect(whole.result).toEqual(RUN_RESULT);
  expect((await read(id, '?fields=request')).view).toEqual({ request: RUN });
  expect((await read(id, '?fields=result,status')).view).toEqual({ status: 'finished', result: RUN_RESULT });
  expect((await read(id, '?fields=verdict')).view).toEqual({ verdict: 'accepted' });
});

it('a large submission that waits has no result yet', async () => {
  const before = api.script;
  api.script = () => 'hold';
  const { id } = await api.submit(RUN);
  const { view } = await read(id);
  api.script = before;
  expect(view.request).toEqual(RUN);
  expect(view.result).toBeNull();
});

it('a large submission is no longer read by those who were let, when it is public no more', async () => {
  const [owner, other] = [await api.makeUser(uniqueName('owner')), await api.makeUser(uniqueName('other'))];
  const asOwner = { cookie: owner.cookie };
  const response = await api.post('/api/v1/submissions', { ...RUN, public: true }, asOwner);
  const { id } = (await response.json()) as { id: string };
  expect((await read(id, '', { cookie: other.cookie })).status).toBe(200);
  expect((await api.patch(`/api/v1/submissions/${id}`, { public: false }, asOwner)).status).toBe(200);
  expect((await read(id, '', { cookie: other.cookie })).status).toBe(404);
  expect((await read(id, '', asOwner)).status).toBe(200);
});
