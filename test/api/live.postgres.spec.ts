import type { RunRequest, SubmissionEvent, SubmissionView } from '@app/contracts';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SubmissionsGateway } from '../../apps/api/src/features/submissions/live/submissions.gateway.js';
import { SubmissionReader } from '../../apps/api/src/features/submissions/read/submission-reader.js';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';

interface Ack {
  ok: boolean;
  code?: string;
  snapshot?: SubmissionView & { seq: number };
}
type Finished = Omit<Extract<SubmissionEvent, { type: 'submission.finished' }>, 'type'>;

describe('live results over Socket.IO', () => {
  let api: TestApi;
  let socket: Socket;
  beforeAll(async () => {
    api = await startTestApi();
    socket = io(api.url, { transports: ['websocket'] });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
  });
  afterAll(async () => {
    socket.close();
    await api.close();
  });
  afterEach(() => socket.removeAllListeners());

  const subscribe = (body: unknown, by: Socket = socket) => by.emitWithAck('subscribe', body) as Promise<Ack>;
  const next = <T>(event: string) => new Promise<T>((resolve) => socket.once(event, resolve));
  const running = (id: string) => eventually(async () => expect((await api.read(id)).status).toBe('running'));

  /** A submission that its worker keeps until `finish` is called. */
  async function held() {
    let finish = () => {};
    api.script = () =>
      new Promise((resolve) => (finish = () => resolve({ verdict: 'accepted', result: RUN_RESULT })));
    const { id } = await api.submit(RUN);
    await running(id);
    return { id, finish: () => finish() };
  }

  it('start with a snapshot that is what GET answers, and its seq', async () => {
    const { id, finish } = await held();
    const { ok, snapshot } = await subscribe({ submissionId: id });
    expect(ok).toBe(true);
    const { seq, ...view } = snapshot!;
    expect(view).toEqual(await api.read(id));
    expect(seq).toBe(1_000_000);
    finish();
  });

  it('tell the end, after the result can be read, with a seq above the snapshot', async () => {
    const { id, finish } = await held();
    const { snapshot } = await subscribe({ submissionId: id });
    const finished = next<Finished>('submission.finished').then(async (event) => ({
      event,
      view: await api.read(event.submissionId),
    }));
    finish();
    const { event, view } = await finished;
    expect(event).toEqual({ submissionId: id, seq: event.seq, status: 'finished', verdict: 'accepted' });
    expect(event.seq).toBeGreaterThan(snapshot!.seq);
    expect(view).toMatchObject({ status: 'finished', result: RUN_RESULT });
  });

  it('tell the end once to whoever comes after it, with a seq above the snapshot', async () => {
    const { id, finish } = await held();
    const sockets = ['first', 'second', 'third'].map(() =>
      io(api.url, { transports: ['websocket'], forceNew: true }),
    );
    const heard = sockets.map((each) => {
      const events: Finished[] = [];
      each.on('submission.finished', (event: Finished) => events.push(event));
      return events;
    });
    try {
      const seqs = [(await subscribe({ submissionId: id }, sockets[0])).snapshot!.seq];
      finish();
      await eventually(() => expect(heard[0]).toHaveLength(1));
      for (const late of sockets.slice(1))
        seqs.push((await subscribe({ submissionId: id }, late)).snapshot!.seq);
      await eventually(() => expect(heard.map(({ length }) => length)).toEqual([1, 1, 1]));
      // What is looked up, and news that comes late, say nothing new.
      await api.app.get(SubmissionsGateway).lookUp();
      const [told] = heard[0]!;
      api.queue.bus.publish({ type: 'submission.finished', ...told! });
      expect(await socket.emitWithAck('unsubscribe', { submissionId: id })).toEqual({ ok: true });
      expect(heard.map(({ length }) => length)).toEqual([1, 1, 1]);
      for (const [index, [event]] of heard.entries()) {
        expect(event).toMatchObject({ submissionId: id, status: 'finished', verdict: 'accepted' });
        expect(event!.seq).toBeGreaterThan(seqs[index]!);
      }
    } finally {
      sockets.forEach((each) => each.close());
    }
  });

  it('tell the end once when its news comes while it is looked up', async () => {
    const { id, finish } = await held();
    await subscribe({ submissionId: id });
    const heard: Finished[] = [];
    socket.on('submission.finished', (event: Finished) => {
      if (event.submissionId === id) heard.push(event);
    });
    const reader = api.app.get(SubmissionReader);
    const finalOnes = reader.finalOnes.bind(reader);
    const lookingUp = vi.spyOn(reader, 'finalOnes').mockImplementation(async (ids) => {
      finish();
      await eventually(() => expect(heard).toHaveLength(1));
      return finalOnes(ids);
    });
    try {
      await api.app.get(SubmissionsGateway).lookUp();
      expect(await lookingUp.mock.results[0]!.value).toMatchObject([{ id, status: 'finished' }]);
      expect(await socket.emitWithAck('unsubscribe', { submissionId: id })).toEqual({ ok: true });
      expect(heard).toHaveLength(1);
    } finally {
      lookingUp.mockRestore();
    }
  });

  it('pass on every kind of event, without repeating its type', async () => {
    const { id, finish } = await held();
    await subscribe({ submissionId: id });
    const heard = next('submission.progress');
    api.queue.bus.publish({
      type: 'submission.progress',
      submissionId: id,
      seq: 1_000_000,
      progress: { done: 1, total: 2 },
    });
    expect(await heard).toEqual({ submissionId: id, seq: 1_000_000, progress: { done: 1, total: 2 } });
    finish();
  });

  it('tell a cancellation with a seq above all others of its try', async () => {
    const { id } = await held();
    const { snapshot } = await subscribe({ submissionId: id });
    const finished = next<Finished>('submission.finished');
    await api.delete(`/api/v1/submissions/${id}`);
    const event = await finished;
    expect(event).toMatchObject({ submissionId: id, status: 'cancelled', verdict: null });
    expect(event.seq).toBeGreaterThanOrEqual(snapshot!.seq + 1_000_000);
  });

  it('reach only those who subscribed, and not any more after unsubscribe', async () => {
    const first = await held();
    const second = await held();
    await subscribe({ submissionId: first.id });
    await subscribe({ submissionId: second.id });
    expect(await socket.emitWithAck('unsubscribe', { submissionId: first.id })).toEqual({ ok: true });
    const heard: string[] = [];
    socket.on('submission.finished', ({ submissionId }: Finished) => void heard.push(submissionId));
    const last = next('submission.finished');
    await api.delete(`/api/v1/submissions/${first.id}`);
    await api.delete(`/api/v1/submissions/${second.id}`);
    await last;
    expect(heard).toEqual([second.id]);
  });

  it('refuse what is no subscription', async () => {
    for (const body of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { submissionId: 7 },
      { submissionId: 'x' },
      [UNKNOWN],
    ])
      expect(await subscribe(body)).toEqual({ ok: false, code: 'invalid_request' });
    expect(await socket.emitWithAck('subscribe')).toEqual({ ok: false, code: 'invalid_request' });
    expect(await socket.emitWithAck('unsubscribe', {})).toEqual({ ok: false, code: 'invalid_request' });
    expect(await subscribe({ submissionId: UNKNOWN })).toEqual({ ok: false, code: 'not_found' });
  });

  it('survive clients that send several arguments, no acknowledgement, or binary data', async () => {
    socket.emit('subscribe', { submissionId: UNKNOWN });
    socket.emit('subscribe', 1, 2, 3);
    expect(await socket.emitWithAck('subscribe', 1, 2)).toEqual({ ok: false, code: 'invalid_request' });
    expect(await socket.emitWithAck('subscribe', Buffer.from('x'))).toEqual({
      ok: false,
      code: 'invalid_request',
    });
    const { id, finish } = await held();
    expect((await subscribe({ submissionId: id })).ok).toBe(true);
    finish();
  });

  it('are limited to a hundred submissions per connection', async () => {
    const other = io(api.url, { transports: ['websocket'], forceNew: true });
    api.script = () => 'hold';
    const accepted = await Promise.all(Array.from({ length: 101 }, () => api.submit(RUN)));
    const answers: Ack[] = [];
    for (const { id } of accepted) answers.push(await subscribe({ submissionId: id }, other));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
    expect(answers.at(-1)).toEqual({ ok: false, code: 'too_many_subscriptions' });
    expect((await subscribe({ submissionId: accepted[0]!.id }, other)).ok).toBe(true);
    other.close();
  });

  it('cut off a client that sends much more than an id', async () => {
    const other = io(api.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve) => other.once('connect', resolve));
    const cut = new Promise((resolve) => other.once('disconnect', resolve));
    other.emit('subscribe', { submissionId: 'x'.repeat(100_000) });
    await cut;
  });
});
