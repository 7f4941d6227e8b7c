import type { SubmissionEvent } from '@app/contracts';
import { createClient } from 'redis';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PrivateService, startRedis } from '../../../../test/support/private-services.js';
import { itIsASubmissionBus } from '../testing/bus-conformance.js';
import { isBefore } from './event-tail.js';
import { RedisSubmissionBus } from './submission-bus.js';
import { eventually } from '../../../../test/support/eventually.js';

const JOBS = 400;
const finished = (n: number): SubmissionEvent => ({
  type: 'submission.finished',
  submissionId: `job ${n}`,
  seq: 3,
  status: 'finished',
  verdict: 'accepted',
});
const found = (n: number): SubmissionEvent => ({
  type: 'submission.failure_found',
  submissionId: `job ${n}`,
  seq: 2,
  failure: { iteration: n } as never,
});
const progress = (n: number): SubmissionEvent => ({
  type: 'submission.progress',
  submissionId: `job ${n}`,
  seq: 1,
  progress: { done: 0, total: 1 },
});

describe('live events through Redis', { timeout: 60_000 }, () => {
  let server: PrivateService;
  const buses: RedisSubmissionBus[] = [];
  const open = async () => {
    const bus = await RedisSubmissionBus.open(server.url, 'test');
    buses.push(bus);
    return bus;
  };
  /** A replica of the api, and what it has heard. */
  const replica = async () => {
    const bus = await open();
    const events: SubmissionEvent[] = [];
    const news = new EventEmitter();
    bus.onEvent((event) => {
      events.push(event);
      news.emit('event');
    });
    const hears = async (count: number) => {
      while (events.length < count) await once(news, 'event');
    };
    return {
      bus,
      events,
      hears,
      ends: () => new Set(events.filter(isEnd).map(({ submissionId }) => submissionId)),
    };
  };
  const isEnd = ({ type }: SubmissionEvent) => type === 'submission.finished';
  beforeEach(async () => {
    server = await startRedis({ persistent: true });
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    await server.remove();
  });

  /** A client that drops what is not above the number it has seen has missed nothing that matters. */
  function expectNothingMissed(events: readonly SubmissionEvent[]): void {
    for (let n = 0; n < JOBS; n++) {
      let seq = 0;
      const seen = events
        .filter(({ submissionId }) => submissionId === `job ${n}`)
        .filter((event) => event.seq > seq && (seq = event.seq))
        .map(({ type }) => type);
      expect(seen).toEqual(expect.arrayContaining(['submission.failure_found', 'submission.finished']));
    }
  }

  async function tellAll(bus: RedisSubmissionBus, disaster: () => Promise<unknown>): Promise<void> {
    let over: Promise<unknown> = Promise.resolve();
    for (let n = 0; n < JOBS; n++) {
      bus.publish(progress(n));
      bus.publish(found(n));
      bus.publish(finished(n));
      if (n === JOBS / 4) over = disaster();
      await delay(3);
    }
    await over;
  }

  describe('through one bus', () => itIsASubmissionBus(open));

  it('reach every replica, in order', async () => {
    const worker = await open();
    const replicas = [await replica(), await replica()];
    await tellAll(worker, async () => {});
    for (const { events } of replicas) {
      await eventually(() => expect(events).toHaveLength(JOBS * 3));
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: JOBS }, () => [1, 2, 3]).flat());
    }
  });

  it('are not lost when connections are cut again and again', async () => {
    const worker = await open();
    const replicas = [await replica(), await replica()];
    const operator = createClient({ url: server.url });
    operator.on('error', () => {});
    await operator.connect();
    await tellAll(worker, async () => {
      for (let cut = 0; cut < 5; cut++) {
        await operator.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
        // Until some have connected again, and are in the midst of something.
        await delay(200);
      }
    });
    operator.destroy();
    for (const { events, ends } of replicas) {
      await vi.waitFor(() => expect(ends().size).toBe(JOBS), { timeout: 20_000 });
      expectNothingMissed(events);
    }
  });

  it('are not lost when Redis is killed and comes back', async () => {
    const worker = await open();
    const { bus, events, ends } = await replica();
    await tellAll(worker, async () => {
      await server.stop('SIGKILL');
      await eventually(() => expect(bus.isAvailable).toBe(false));
      await server.start();
    });
    await vi.waitFor(() => expect(ends().size).toBe(JOBS), { timeout: 20_000 });
    expectNothingMissed(events);
    await eventually(() => expect(bus.isAvailable).toBe(true));
  });

  it('are not lost while Redis hangs, which is noticed', async () => {
    const worker = await open();
    const { bus, events, ends } = await replica();
    await eventually(() => expect(bus.isAvailable).toBe(true));
    await tellAll(worker, async () => {
      server.pause();
      await vi.waitFor(() => expect(bus.isAvailable).toBe(false), { timeout: 5_000 });
      server.resume();
    });
    await vi.waitFor(() => expect(ends().size).toBe(JOBS), { timeout: 20_000 });
    expectNothingMissed(events);
  });

  it('are heard from a Redis that has lost everything and counts from below', async () => {
    const worker = await open();
    const { events } = await replica();
    worker.publish(finished(1));
    await eventually(() => expect(events).toHaveLength(1));
    const operator = createClient({ url: server.url });
    operator.on('error', () => {});
    await operator.connect();
    await operator
      .multi()
      .del('test:events:v1')
      .xAdd('test:events:v1', '5-1', { e: JSON.stringify(finished(2)) })
      .exec();
    await operator.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    operator.destroy();
    await eventually(() => expect(events).toHaveLength(2));
  });

  it('are kept in bounds, large ones in narrower ones', async () => {
    const worker = await open();
    const { ends, hears } = await replica();
    const large = { ...found(1), failure: { input: 'x'.repeat(400_000) } as never };
    // Each heard before the next one: all that are sent come to be stored.
    for (let n = 0; n < 250; n++) {
      worker.publish(large);
      await hears(n + 1);
    }
    worker.publish(finished(2));
    await eventually(() => expect(ends().size).toBe(1));
    const operator = createClient({ url: server.url });
    operator.on('error', () => {});
    await operator.connect();
    const kept = await operator.xLen('test:events:v1');
    operator.destroy();
    // What fits into 64 Mi characters, and some more, for whole nodes are dropped.
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(200);
  });

  it('have ids that can be compared', () => {
    expect([isBefore('5-1', '5-2'), isBefore('5-9', '5-10'), isBefore('10-0', '9-0')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('tell workers what is cancelled', async () => {
    const worker = await open();
    const api = await open();
    const cancelled = new Promise((resolve) => worker.onCancel(resolve));
    api.publishCancel('job 1');
    expect(await cancelled).toBe('job 1');
  });
});
