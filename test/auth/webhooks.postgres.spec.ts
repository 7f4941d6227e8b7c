import type { RunRequest } from '@app/contracts';
import { Webhook } from '@app/database';
import { createHmac } from 'node:crypto';
import { In, MoreThan } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../../apps/api/src/platform/outgoing/send.js';
import { Webhooks } from '../../apps/api/src/features/webhooks/webhooks.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { uniqueName } from '../support/services.js';
import { type Received, type Receiver, startReceiver } from './support/receiver.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const SECRET = 'a secret of the receiver';

interface Summary {
  id: string;
}
interface Delivery {
  startedAt: string;
  responseStatus: number | null;
  error: string | null;
}

describe('webhooks', () => {
  let api: TestApi;
  let receiver: Receiver;
  beforeAll(async () => {
    api = await startTestApi({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    receiver = await startReceiver();
    return () => receiver.close();
  });
  const create = (body: object, headers: Record<string, string> = {}) =>
    api.post('/api/v1/submissions', { ...RUN, ...body }, headers);
  const idOf = async (response: Response) => ((await response.json()) as { id: string }).id;
  const here = () => `http://127.0.0.1:${receiver.port}/hook`;
  const deliveries = async (id: string) => {
    const response = await api.get(`/api/v1/submissions/${id}/deliveries`);
    return ((await response.json()) as { items: Delivery[] }).items;
  };
  const signatureOf = ({ headers, body }: Received, key: Buffer) => {
    const content = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  };

  it('tell the end of a submission, signed with the secret it brought', async () => {
    const id = await idOf(await create({ callbackUrl: here(), callbackSecret: SECRET }));
    await receiver.count(1);
    const [request] = receiver.received as [Received];
    expect(JSON.parse(request.body)).toMatchObject({
      type: 'submission.finished',
      data: { id, status: 'finished', verdict: 'accepted' },
    });
    expect(request.headers['webhook-signature']).toBe(signatureOf(request, Buffer.from(SECRET)));
    const ageS = Date.now() / 1000 - Number(request.headers['webhook-timestamp']);
    expect(ageS).toBeLessThan(60);
    await eventually(async () =>
      expect(await deliveries(id)).toMatchObject([{ responseStatus: 204, error: null }]),
    );
  });

  it('are signed with the secret of their user when they bring none', async () => {
    const cookie = await api.logInAsAdmin();
    await create({ callbackUrl: here() }, { cookie });
    await receiver.count(1);
    const response = await api.get('/api/v1/webhooks/secret', { cookie });
    const { secret } = (await response.json()) as { secret: string };
    const [request] = receiver.received as [Received];
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    expect(request.headers['webhook-signature']).toBe(signatureOf(request, key));
  });

  it('are not shown to those who read the submission', async () => {
    const id = await idOf(await create({ callbackUrl: here(), callbackSecret: SECRET, public: true }));
    await receiver.count(1);
    const text = await (await api.get(`/api/v1/submissions/${id}`)).text();
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(here());
    expect(JSON.parse(text)).toMatchObject({ public: true, request: RUN });
  });

  it('are tried again after a failure, later and later', async () => {
    receiver.answer = { status: 500 };
    const id = await idOf(await create({ callbackUrl: here(), callbackSecret: SECRET }));
    await receiver.count(1);
    const rows = api.database.dataSource.getRepository(Webhook);
    await eventually(async () => expect(await deliveries(id)).toMatchObject([{ responseStatus: 500 }]));
    await eventually(async () => {
      const { nextAttemptAt } = await rows.findOneByOrFail({ submissionId: id });
      const [first] = await deliveries(id);
      const afterMs = nextAttemptAt.getTime() - Date.parse(first!.startedAt);
      expect(afterMs).toBeGreaterThanOrEqual(5_000);
      // Before that it is the lease of the delivery that is under way.
      expect(afterMs).toBeLessThan(30_000);
    });
    receiver.answer = { status: 200 };
    await rows.update({ submissionId: id }, { nextAttemptAt: new Date(Date.now() - 1) });
    await api.app.get(Webhooks).sweep();
    await receiver.count(2);
    await eventually(async () => {
      expect(await rows.findOneByOrFail({ submissionId: id })).toMatchObject({
        state: 'delivered',
        attempts: 2,
      });
    });
  });

  it('go out two at a time for one owner, so that those of others need not wait', async () => {
    const [greedy, other] = [
      await api.makeUser(uniqueName('greedy')),
      await api.makeUser(uniqueName('other')),
    ];
    const service = api.app.get(Webhooks);
    const rows = api.database.dataSource.getRepository(Webhook);
    const told = () => receiver.received.map(({ body }) => (JSON.parse(body) as { data: Summary }).data.id);
    let answerAll = () => {};
    receiver.answer = { status: 204, after: new Promise((resolve) => (answerAll = resolve)) };
    const tell = async (cookie: string) => idOf(await create({ callbackUrl: here() }, { cookie }));
    const submitted: string[] = [];
    for (let n = 0; n < 4; n += 1) submitted.push(await tell(greedy.cookie));
    await receiver.count(2);
    // Of the two that are left, each was taken up and put back, to be tried again later.
    const putBack = () =>
      rows.find({ where: { submissionId: In(submitted), attempts: 0, nextAttemptAt: MoreThan(new Date()) } });
    const waiting = await eventually(async () => {
      const found = await putBack();
      expect(found).toHaveLength(2);
      return found.map(({ submissionId }) => submissionId);
    });
    const others = await tell(other.cookie);
    await receiver.count(3);
    expect(told()[2]).toBe(others);
    const due = { nextAttemptAt: new Date(0) };
    await rows.update(waiting, due);
    await service.sweep();
    await eventually(async () => expect(await putBack()).toHaveLength(2));
    expect(told()).toHaveLength(3);
    answerAll();
    await eventually(async () => {
      await rows.update({ submissionId: In(waiting), state: 'waiting', attempts: 0 }, due);
      await service.sweep();
      expect(told().sort()).toEqual([...submitted, others].sort());
    });
  });

  it('go out eight at a time for one address, however many users it has', async () => {
    let answerAll = () => {};
    receiver.answer = { status: 204, after: new Promise((resolve) => (answerAll = resolve)) };
    const submitted: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { cookie } = await api.makeUser(uniqueName('many'));
      for (let of = 0; of < 2; of += 1)
        submitted.push(await idOf(await create({ callbackUrl: here() }, { cookie })));
    }
    await receiver.count(8);
    const rows = api.database.dataSource.getRepository(Webhook);
    const putBack = { submissionId: In(submitted), attempts: 0, nextAttemptAt: MoreThan(new Date()) };
    await eventually(async () => expect(await rows.countBy(putBack)).toBe(2));
    expect(receiver.received).toHaveLength(8);
    answerAll();
  });

  it('of one owner who has many that are due do not keep those of another waiting', async () => {
    const rows = api.database.dataSource.getRepository(Webhook);
    /** One that was not told at the end of its submission, as after a restart. */
    const due = async (owner: string, since: number) => {
      const { cookie } = await api.makeUser(uniqueName(owner));
      return async () => {
        const id = await idOf(await create({}, { cookie }));
        await eventually(async () => {
          const response = await api.get(`/api/v1/submissions/${id}`, { cookie });
          expect(await response.json()).toMatchObject({ status: 'finished' });
        });
        return { submissionId: id, url: here(), secret: SECRET, nextAttemptAt: new Date(since) };
      };
    };
    const [ofGreedy, ofOther] = [await due('greedy', 0), await due('other', 1)];
    const many = await Promise.all(Array.from({ length: 40 }, ofGreedy));
    const one = await ofOther();
    await rows.insert([...many, one]);
    await api.app.get(Webhooks).sweep();
    const told = () => receiver.received.map(({ body }) => (JSON.parse(body) as { data: Summary }).data.id);
    await eventually(() => expect(told()).toContain(one.submissionId));
    expect(told().indexOf(one.submissionId)).toBeLessThan(4);
  });

  it('end with an answer that switches protocols, as with any other that is no success', async () => {
    receiver.answer = { status: 101, headers: { connection: 'upgrade', upgrade: 'other' } };
    const id = await idOf(await create({ callbackUrl: here() }));
    await eventually(async () =>
      expect(await deliveries(id)).toMatchObject([{ responseStatus: 101, error: 'answered 101' }]),
    );
  });

  it('do not follow redirects', async () => {
    receiver.answer = { status: 302, headers: { location: `http://127.0.0.1:${receiver.port}/secret` } };
    const id = await idOf(await create({ callbackUrl: here(), callbackSecret: SECRET }));
    await receiver.count(1);
    await eventually(async () =>
      expect(await deliveries(id)).toMatchObject([{ error: 'answered 302; redirects are not followed' }]),
    );
    expect(receiver.received.map(({ url }) => url)).toEqual(['/hook']);
  });

  it.each([
    ['callbackUrl', 'ftp://example.com/'],
    ['callbackUrl', 'not a url'],
    ['callbackUrl', 'https://user:password@example.com/'],
    ['callbackUrl', { $ne: 1 }],
    ['callbackSecret', 'short'],
    ['callbackSecret', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['public', 'yes'],
  ])('answer 400 for %s: %j', async (field, value) => {
    const response = await create({ callbackUrl: 'https://example.com/', [field]: value });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  });
});

describe('webhooks into private networks', () => {
  let api: TestApi;
  let receiver: Receiver;
  beforeAll(async () => {
    api = await startTestApi();
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await api.close();
    await receiver.close();
  });

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.100.100.200/',
    'http://168.63.129.16/metadata/',
  ])('are refused: %s', async (callbackUrl) => {
    const response = await api.post('/api/v1/submissions', { ...RUN, callbackUrl });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'callbackUrl' }] });
  });

  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'are not even connected to when they come past the first check: %s',
    async (host) => {
      const outcome = await send(`http://${host}:${receiver.port}/`, {}, '{}', false);
      expect(outcome.kind).toBe('forbidden');
      expect(receiver.received).toEqual([]);
    },
  );

  it('are told as refused in the log of deliveries, once', async () => {
    const response = await api.post('/api/v1/submissions', { ...RUN, stdin: 'x' });
    const { id } = (await response.json()) as { id: string };
    const rows = api.database.dataSource.getRepository(Webhook);
    // As if the name had meant another address when the submission came in.
    await rows.insert({
      submissionId: id,
      url: `http://localhost:${receiver.port}/`,
      secret: SECRET,
      nextAttemptAt: new Date(0),
    });
    await eventually(async () => {
      await api.app.get(Webhooks).sweep();
      expect(await rows.findOneByOrFail({ submissionId: id })).toMatchObject({
        state: 'failed',
        attempts: 1,
      });
    });
    const deliveries = await api.get(`/api/v1/submissions/${id}/deliveries`);
    expect(await deliveries.json()).toMatchObject({ items: [{ attempt: 1, responseStatus: null }] });
    expect(receiver.received).toEqual([]);
  });
});
