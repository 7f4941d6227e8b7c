import type { ProblemDocument } from '@app/contracts';
import { Share } from '@app/database';
import { afterEach, describe, expect, it } from 'vitest';
import { ShareExpiry } from '../../apps/api/src/features/shares/share-expiry.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { bearer } from '../support/sessions.js';

const SHARE = { code: 'print(1)', language: 'python', clex: 'N' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let api: TestApi;
afterEach(() => api.close());
const start = async (env: Record<string, string> = {}) => (api = await startTestApi({ env }));
const rows = () => api.database.dataSource.getRepository(Share);
const share = (headers: Record<string, string> = {}, change: Partial<typeof SHARE> = {}) =>
  api.post('/api/v1/share', { ...SHARE, ...change }, headers);
const statusOf = async (answer: Promise<Response>) => (await answer).status;
const read = (id: string) => statusOf(api.get(`/api/v1/share/${id}`));
const idOf = async (answer: Promise<Response>) =>
  ((await (await answer).json()) as { share_id: string }).share_id;

describe('what is shared', () => {
  it('within an hour is limited for each user, with sessions and tokens together', async () => {
    await start({ LIMIT_SHARES_PER_HOUR: '2' });
    const admin = await api.logInAsAdmin();
    const { cookie } = await api.makeUser('user');
    const token = bearer(await api.makeToken(cookie, ['submit']));
    const first = await idOf(share({ cookie }));
    expect(await statusOf(share(token))).toBe(200);
    for (const headers of [{ cookie }, token]) {
      const refused = await share(headers);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(refused.headers.get('ratelimit-remaining')).not.toBeNull();
      const problem = (await refused.json()) as ProblemDocument;
      expect(problem).toMatchObject({ status: 429, code: 'too_many_shares' });
      const retryAfterS = Number(refused.headers.get('retry-after'));
      expect(retryAfterS).toBeGreaterThan(3_500);
      expect(retryAfterS).toBeLessThanOrEqual(3_600);
      expect(problem.detail).toContain(`go on in ${retryAfterS} seconds`);
    }
    expect(await statusOf(share({ cookie: admin }))).toBe(200);
    await rows().update(first, { createdAt: new Date(Date.now() - HOUR_MS) });
    expect(await statusOf(share({ cookie }))).toBe(200);
    expect(await statusOf(share({ cookie }))).toBe(429);
  });

  it('is counted right when many come at the same time', async () => {
    await start({ LIMIT_SHARES_PER_HOUR: '3' });
    const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf(share())));
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(9);
    expect(await rows().count()).toBe(3);
  });

  it('counts for the address of those who are not logged in, with whatever cookie', async () => {
    await start({ LIMIT_SHARES_PER_HOUR: '1', TRUSTED_PROXIES: 'loopback' });
    const browser = { origin: api.url, 'x-forwarded-for': '192.0.2.1' };
    expect(await statusOf(share(browser))).toBe(200);
    expect(await statusOf(share(browser))).toBe(429);
    expect(await statusOf(share({ ...browser, 'x-forwarded-for': '192.0.2.2' }))).toBe(200);
  });

  it('is limited for an address as for four users', async () => {
    await start({ LIMIT_SHARES_PER_HOUR: '1' });
    const answers: Response[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      answers.push(await share({ cookie: (await api.makeUser(name)).cookie }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(((await answers[4]!.json()) as ProblemDocument).detail).toContain('Your address has shared 4');
  });

  it('is not counted when it is refused', async () => {
    await start({ LIMIT_SHARES_PER_HOUR: '1' });
    expect(await statusOf(share({}, { clex: 'N[' }))).toBe(400);
    expect(await statusOf(share({}, { language: 'cobol' }))).toBe(400);
    expect(await statusOf(share())).toBe(200);
  });

  it('can be removed by its user and by admins, and nobody else', async () => {
    await start();
    const admin = await api.logInAsAdmin();
    const { cookie } = await api.makeUser('ada');
    const other = await api.makeUser('grace');
    const remove = (id: string, headers: Record<string, string>) =>
      statusOf(api.delete(`/api/v1/share/${id}`, headers));
    const id = await idOf(share({ cookie }));
    expect(await remove(id, {})).toBe(403);
    expect(await remove(id, { cookie: other.cookie })).toBe(403);
    expect(await remove(id, bearer(await api.makeToken(cookie, ['read'])))).toBe(403);
    expect(await remove(id, { cookie, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await read(id)).toBe(200);
    expect(await remove(id, bearer(await api.makeToken(cookie, ['submit'])))).toBe(204);
    expect(await read(id)).toBe(404);
    expect(await remove(id, { cookie })).toBe(404);
    // A visitor without a login cannot be told from others at the same address.
    const anonymous = await idOf(share());
    expect(await remove(anonymous, {})).toBe(403);
    expect(await remove(anonymous, { cookie: admin })).toBe(204);
    expect(await read(anonymous)).toBe(404);
  });

  it('is limited in all by its size', async () => {
    await start({ LIMIT_SHARED_MEGABYTES: '1' });
    const large = { code: 'é'.repeat(300_000) };
    const { cookie } = await api.makeUser('ada');
    const id = await idOf(share({ cookie }, large));
    const refused = await share({ cookie }, large);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('86400');
    expect(await refused.json()).toMatchObject({ code: 'too_many_shares' });
    expect(await statusOf(share({ cookie }))).toBe(200);
    await api.delete(`/api/v1/share/${id}`, { cookie });
    expect(await statusOf(share({ cookie }, large))).toBe(200);
  });

  it('is removed when nobody has asked for it in a year', async () => {
    await start();
    const daysAgo = (days: number) => ({ usedAt: new Date(Date.now() - days * DAY_MS) });
    const [unused, used, almost] = [await idOf(share()), await idOf(share()), await idOf(share())];
    await rows().update(unused, daysAgo(366));
    await rows().update(used, daysAgo(366));
    await rows().update(almost, daysAgo(364));
    expect(await read(used)).toBe(200);
    await api.app.get(ShareExpiry).forgetUnused();
    expect([await read(unused), await read(used), await read(almost)]).toEqual([404, 200, 200]);
  });

  it('is kept by those who test programs against it', async () => {
    await start();
    const share_id = await idOf(share());
    await rows().update(share_id, { usedAt: new Date(0) });
    api.script = () => 'hold';
    const stop = new AbortController();
    const test = { test_code: 'print(1)', test_code_language: 'python', share_id };
    const evaluated = fetch(`${api.url}/api/v1/evaluate/with_shared_id`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(test),
      signal: stop.signal,
    }).catch(() => {});
    await eventually(async () =>
      expect((await rows().findOneByOrFail({ id: share_id })).usedAt.getTime()).toBeGreaterThan(0),
    );
    stop.abort();
    await evaluated;
  });
});
