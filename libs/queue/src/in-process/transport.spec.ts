import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobChannel, JobDelivery } from '../job-channel.js';
import type { JobQueue } from '../job-queue.js';
import { JobHandedBack } from '../settlement.js';
import { HAND_BACK_DELAY_MS, RETRY_DELAYS_MS } from '../topology.js';
import { Consumers, itIsAJobQueue } from '../testing/queue-conformance.js';
import { InProcessBroker } from './broker.js';
import { InProcessJobQueue } from './job-queue.js';
import { InProcessJobServer } from './job-server.js';

describe('the in-process transport', () => {
  let broker: InProcessBroker;
  let jobs: JobQueue;
  let consumers: Consumers;
  const start = (slots: number) => consumers.start(new InProcessJobServer(broker, slots));

  beforeEach(() => {
    broker = new InProcessBroker();
    jobs = new InProcessJobQueue(broker);
    consumers = new Consumers();
  });
  afterEach(async () => {
    vi.useRealTimers();
    broker.close();
    await consumers.close();
  });

  itIsAJobQueue(() => ({
    jobs,
    consumer: (slots) => new InProcessJobServer(broker, slots),
    putRaw: async (content) => broker.publish(content, {}),
  }));

  it('lets interactive jobs overtake batch jobs, and keeps the order among equals', async () => {
    await jobs.publish({ submissionId: 'batch 1' }, 'batch');
    await jobs.publish({ submissionId: 'batch 2' }, 'batch');
    await jobs.publish({ submissionId: 'interactive 1' }, 'interactive');
    await jobs.publish({ submissionId: 'interactive 2' }, 'interactive');
    await start(1);
    await consumers.deliveries(4);
    expect(consumers.started).toEqual(['interactive 1', 'interactive 2', 'batch 1', 'batch 2']);
  });

  it('gives every fourth turn to a batch job, however many interactive jobs keep coming', async () => {
    let n = 0;
    consumers.handle = async () => {
      if (!consumers.started.includes('batch'))
        await jobs.publish({ submissionId: `interactive ${(n += 1)}` }, 'interactive');
    };
    await jobs.publish({ submissionId: 'batch' }, 'batch');
    await jobs.publish({ submissionId: 'interactive 0' }, 'interactive');
    await start(1);
    await consumers.deliveries(5);
    expect(consumers.started.indexOf('batch')).toBe(3);
  });

  it('hands over the next job when the programs of one have ended, although that one is settled only later', async () => {
    const inHand: JobDelivery[] = [];
    let channel: JobChannel | undefined;
    broker.consume(1, (delivery, given) => {
      inHand.push(delivery);
      channel = given;
    });
    for (const id of ['a', 'b', 'c']) await jobs.publish({ submissionId: id }, 'batch');
    await turns(() => inHand.length === 1);
    channel!.makeRoom(inHand[0]!);
    await turns(() => inHand.length === 2);
    // The first one has made room already.
    channel!.makeRoom(inHand[0]!);
    channel!.ack(inHand[0]!);
    expect(broker.depth).toBe(1);
    channel!.ack(inHand[1]!);
    expect(broker.depth).toBe(0);
  });

  it('does not queue a job twice that is still waiting', async () => {
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await jobs.publish({ submissionId: 'a' }, 'batch');
    expect(broker.depth).toBe(1);
    await start(1);
    await consumers.deliveries(1);
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await consumers.deliveries(2);
  });

  it('tries a job whose handler failed again after a delay, then gives it up as dead', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    consumers.handle = async () => {
      throw new Error('the database is away');
    };
    await start(1);
    await jobs.publish({ submissionId: 'poison' }, 'batch');
    let expected = 1;
    for (const delayMs of RETRY_DELAYS_MS) {
      await turns(() => consumers.started.length === expected);
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(consumers.started).toHaveLength(expected);
      await vi.advanceTimersByTimeAsync(1);
      expected += 1;
    }
    await turns(() => broker.deadLetters.length === 1);
    expect(consumers.started).toHaveLength(1 + RETRY_DELAYS_MS.length);
    expect(broker.deadLetters[0]!.content.toString()).toContain('poison');
    expect(broker.deadLetters[0]!.properties.headers).toMatchObject({
      'x-last-error': 'the database is away',
    });
  });

  it('delivers a job that was handed back again, without end and without counting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    consumers.handle = async () => {
      throw new JobHandedBack('not here', HAND_BACK_DELAY_MS);
    };
    await start(1);
    await jobs.publish({ submissionId: 'a' }, 'batch');
    for (let delivery = 1; delivery <= RETRY_DELAYS_MS.length + 5; delivery++) {
      await turns(() => consumers.started.length === delivery);
      // Not before it is put aside.
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(HAND_BACK_DELAY_MS);
    }
    expect(broker.deadLetters).toEqual([]);
  });

  it('refuses to take a job when it is closed', async () => {
    await start(1);
    broker.close();
    await expect(jobs.publish({ submissionId: 'a' }, 'batch')).rejects.toThrow('closed');
  });
});

/** Lets the event loop turn until `isDone`; timers may be faked, turns are not. */
async function turns(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
}
