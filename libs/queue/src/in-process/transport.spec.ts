import { JOB_PATTERN, type JobMessage } from '@app/contracts';
import { Controller, type INestMicroservice, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AckInterceptor } from '../ack.interceptor.js';
import type { JobQueue } from '../job-queue.js';
import { JobHandedBack, JobRejected } from '../settlement.js';
import { HAND_BACK_DELAY_MS, RETRY_DELAYS_MS } from '../topology.js';
import { InProcessBroker } from './broker.js';
import { InProcessJobQueue } from './job-queue.js';
import { InProcessJobServer } from './job-server.js';
import { eventually } from '../../../../test/support/eventually.js';

/** What the consumer under test does with a job. */
let handle: (job: JobMessage) => Promise<void>;

@Controller()
class Consumer {
  @EventPattern<string>(JOB_PATTERN)
  @UseInterceptors(AckInterceptor)
  execute(@Payload() job: JobMessage): Promise<void> {
    return handle(job);
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

describe('the in-process transport', () => {
  let broker: InProcessBroker;
  let jobs: JobQueue;
  let worker: INestMicroservice;
  const started: string[] = [];
  /** Resolves when so many jobs have been handed to the consumer. */
  const deliveries = (count: number) => eventually(() => expect(started).toHaveLength(count));

  async function start(slots: number) {
    worker = await NestFactory.createMicroservice(ConsumerModule, {
      strategy: new InProcessJobServer(broker, slots),
      logger: false,
    });
    await worker.listen();
  }

  beforeEach(() => {
    broker = new InProcessBroker();
    jobs = new InProcessJobQueue(broker);
    started.length = 0;
    handle = async ({ submissionId }) => void started.push(submissionId);
  });
  afterEach(async () => {
    vi.useRealTimers();
    broker.close();
    await worker.close();
  });

  it('delivers what was published before anybody consumed', async () => {
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await start(1);
    await deliveries(1);
    expect(started).toEqual(['a']);
    expect(broker.depth).toBe(0);
  });

  it('lets interactive jobs overtake batch jobs, and keeps the order among equals', async () => {
    await jobs.publish({ submissionId: 'batch 1' }, 'batch');
    await jobs.publish({ submissionId: 'batch 2' }, 'batch');
    await jobs.publish({ submissionId: 'interactive 1' }, 'interactive');
    await jobs.publish({ submissionId: 'interactive 2' }, 'interactive');
    await start(1);
    await deliveries(4);
    expect(started).toEqual(['interactive 1', 'interactive 2', 'batch 1', 'batch 2']);
  });

  it('gives every fourth turn to a batch job, however many interactive jobs keep coming', async () => {
    let n = 0;
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      if (!started.includes('batch'))
        await jobs.publish({ submissionId: `interactive ${(n += 1)}` }, 'interactive');
    };
    await jobs.publish({ submissionId: 'batch' }, 'batch');
    await jobs.publish({ submissionId: 'interactive 0' }, 'interactive');
    await start(1);
    await deliveries(5);
    expect(started.indexOf('batch')).toBe(3);
  });

  it('has at most so many jobs in hand as there are slots', async () => {
    const finish = gate();
    let inHand = 0;
    let most = 0;
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      most = Math.max(most, (inHand += 1));
      await finish.passed;
      inHand -= 1;
    };
    await start(2);
    for (const submissionId of ['a', 'b', 'c', 'd']) await jobs.publish({ submissionId }, 'batch');
    await deliveries(2);
    expect(broker.depth).toBe(2);
    finish.open();
    await deliveries(4);
    expect(most).toBe(2);
  });

  it('does not queue a job twice that is still waiting', async () => {
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await jobs.publish({ submissionId: 'a' }, 'batch');
    expect(broker.depth).toBe(1);
    await start(1);
    await deliveries(1);
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await deliveries(2);
  });

  it('tries a job whose handler failed again after a delay, then gives it up as dead', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      throw new Error('the database is away');
    };
    await start(1);
    await jobs.publish({ submissionId: 'poison' }, 'batch');
    let expected = 1;
    for (const delayMs of RETRY_DELAYS_MS) {
      await turns(() => started.length === expected);
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(started).toHaveLength(expected);
      await vi.advanceTimersByTimeAsync(1);
      expected += 1;
    }
    await turns(() => broker.deadLetters.length === 1);
    expect(started).toHaveLength(1 + RETRY_DELAYS_MS.length);
    expect(broker.deadLetters[0]!.content.toString()).toContain('poison');
    expect(broker.deadLetters[0]!.properties.headers).toMatchObject({
      'x-last-error': 'the database is away',
    });
  });

  it('delivers a job that was handed back again, without end and without counting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      throw new JobHandedBack('not here', HAND_BACK_DELAY_MS);
    };
    await start(1);
    await jobs.publish({ submissionId: 'a' }, 'batch');
    for (let delivery = 1; delivery <= RETRY_DELAYS_MS.length + 5; delivery++) {
      await turns(() => started.length === delivery);
      // Not before it is put aside.
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(HAND_BACK_DELAY_MS);
    }
    expect(broker.deadLetters).toEqual([]);
  });

  it('puts a job that its handler rejects with the dead at once, from where it can be taken out', async () => {
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      throw new JobRejected('never again');
    };
    await start(1);
    await jobs.publish({ submissionId: 'a' }, 'interactive');
    await turns(() => broker.deadLetters.length === 1);
    expect(started).toEqual(['a']);
    expect(await jobs.deadCount()).toBe(1);
    await jobs.removeDead(({ submissionId }) => submissionId === 'a', 1);
    expect(await jobs.deadCount()).toBe(0);
  });

  it('goes on with other jobs while a failed one waits', async () => {
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      if (submissionId === 'bad') throw new Error('no');
    };
    await start(1);
    await jobs.publish({ submissionId: 'bad' }, 'batch');
    await jobs.publish({ submissionId: 'good' }, 'batch');
    await deliveries(2);
    expect(started).toEqual(['bad', 'good']);
  });

  it('puts messages that nobody handles with the dead and keeps its slot', async () => {
    await start(1);
    broker.publish(Buffer.from('not json'), {});
    broker.publish(Buffer.from('{"pattern":"unknown","data":1}'), {});
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await deliveries(1);
    expect(broker.deadLetters).toHaveLength(2);
  });

  it('waits for the jobs in hand when it closes, and takes no other', async () => {
    const finish = gate();
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      await finish.passed;
      started.push(`${submissionId} done`);
    };
    await start(1);
    await jobs.publish({ submissionId: 'a' }, 'batch');
    await jobs.publish({ submissionId: 'b' }, 'batch');
    await deliveries(1);
    const closed = worker.close();
    finish.open();
    await closed;
    expect(started).toEqual(['a', 'a done']);
    expect(broker.depth).toBe(1);
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
