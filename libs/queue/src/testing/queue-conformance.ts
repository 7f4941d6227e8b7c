import { JOB_PATTERN, type JobMessage } from '@app/contracts';
import { Controller, type INestMicroservice, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type CustomTransportStrategy, EventPattern, Payload } from '@nestjs/microservices';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../../test/support/eventually.js';
import { AckInterceptor } from '../ack.interceptor.js';
import type { JobQueue } from '../job-queue.js';
import { JobHandedBack, JobRejected } from '../settlement.js';
import { HAND_BACK_DELAY_MS, RETRY_DELAYS_MS } from '../topology.js';

/** A queue of a test; what gave it closes it. */
export interface QueueUnderTest {
  readonly jobs: JobQueue;
  consumer(slots: number): CustomTransportStrategy;
  /** Puts a message of any content where jobs wait. */
  putRaw(content: Buffer): Promise<void>;
}

/** A promise and what settles it. */
export function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

/** Workers that say which jobs were handed to them, and do with each what `handle` does. */
export class Consumers {
  /** The ids of the jobs, in the order in which they were handed over. */
  readonly started: string[] = [];
  handle: (job: JobMessage) => Promise<void> = async () => {};
  private readonly workers: INestMicroservice[] = [];

  async start(strategy: CustomTransportStrategy): Promise<INestMicroservice> {
    const take = (job: JobMessage): Promise<void> => {
      this.started.push(job.submissionId);
      return this.handle(job);
    };

    @Controller()
    class Consumer {
      @EventPattern<string>(JOB_PATTERN)
      @UseInterceptors(AckInterceptor)
      execute(@Payload() job: JobMessage): Promise<void> {
        return take(job);
      }
    }

    @Module({ controllers: [Consumer] })
    class ConsumerModule {}

    const worker = await NestFactory.createMicroservice(ConsumerModule, { strategy, logger: false });
    await worker.listen();
    this.workers.push(worker);
    return worker;
  }

  /** Resolves when so many jobs have been handed over. */
  deliveries(count: number): Promise<void> {
    return eventually(() => expect(this.started).toHaveLength(count));
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.close()));
  }
}

/** What holds for any queue of jobs. @param open says which one a test has; asked anew for each */
export function itIsAJobQueue(open: () => QueueUnderTest): void {
  let queue: QueueUnderTest;
  let consumers: Consumers;
  const publish = (submissionId: string) => queue.jobs.publish({ submissionId }, 'batch');
  beforeEach(() => {
    queue = open();
    consumers = new Consumers();
  });
  afterEach(() => consumers.close());

  it('has a job when publish resolves, and delivers what was published before anybody consumed', async () => {
    await Promise.all(['a', 'b', 'c'].map(publish));
    expect(await queue.jobs.depth('batch')).toBe(3);
    expect(await queue.jobs.depth('interactive')).toBe(0);
    await consumers.start(queue.consumer(1));
    await consumers.deliveries(3);
    expect([...consumers.started].sort()).toEqual(['a', 'b', 'c']);
    await eventually(async () => expect(await queue.jobs.depth('batch')).toBe(0));
  });

  it('keeps the order among equals', async () => {
    for (const id of ['a', 'b', 'c']) await publish(id);
    await consumers.start(queue.consumer(1));
    await consumers.deliveries(3);
    expect(consumers.started).toEqual(['a', 'b', 'c']);
  });

  it('has at most so many jobs in hand as there are slots', async () => {
    const finish = gate();
    let inHand = 0;
    let most = 0;
    consumers.handle = async () => {
      most = Math.max(most, (inHand += 1));
      await finish.passed;
      inHand -= 1;
    };
    await consumers.start(queue.consumer(2));
    for (const id of ['a', 'b', 'c', 'd']) await publish(id);
    await consumers.deliveries(2);
    await eventually(async () => expect(await queue.jobs.depth('batch')).toBe(2));
    finish.open();
    await consumers.deliveries(4);
    expect(most).toBe(2);
  });

  it('hands over interactive jobs although batch jobs have all slots, no more of them than there are slots', async () => {
    const finish = gate();
    consumers.handle = () => finish.passed;
    await consumers.start(queue.consumer(2));
    for (const id of ['a', 'b', 'c']) await publish(id);
    await consumers.deliveries(2);
    for (const id of ['i', 'j', 'k']) await queue.jobs.publish({ submissionId: id }, 'interactive');
    await consumers.deliveries(4);
    await eventually(async () => expect(await queue.jobs.depth('interactive')).toBe(1));
    expect([...consumers.started].sort()).toEqual(['a', 'b', 'i', 'j']);
    expect(await queue.jobs.depth('batch')).toBe(1);
    finish.open();
    await consumers.deliveries(6);
  });

  it('goes on with other jobs while a failed one waits, and brings that back after its delay', async () => {
    let failedAt = 0;
    let againAt = 0;
    consumers.handle = async ({ submissionId }) => {
      if (submissionId !== 'bad') return;
      if (failedAt > 0) return void (againAt = performance.now());
      failedAt = performance.now();
      throw new Error('the database is away');
    };
    await consumers.start(queue.consumer(1));
    await publish('bad');
    await publish('good');
    await consumers.deliveries(3);
    expect(consumers.started).toEqual(['bad', 'good', 'bad']);
    // Timers and brokers count in whole milliseconds.
    expect(againAt - failedAt).toBeGreaterThan(RETRY_DELAYS_MS[0]! - 50);
    expect(await queue.jobs.deadCount()).toBe(0);
  });

  it('brings back a job that was handed back, after the delay that was asked for or at once', async () => {
    const times: number[] = [];
    consumers.handle = async () => {
      times.push(performance.now());
      if (times.length === 1) throw new JobHandedBack('not here', HAND_BACK_DELAY_MS);
      if (times.length === 2) throw new JobHandedBack('stopping');
    };
    await consumers.start(queue.consumer(1));
    await publish('a');
    await consumers.deliveries(3);
    expect(times[1]! - times[0]!).toBeGreaterThan(HAND_BACK_DELAY_MS - 50);
    expect(await queue.jobs.deadCount()).toBe(0);
  });

  it('puts rejected jobs with the dead at once, from where they are taken out by id', async () => {
    consumers.handle = async () => {
      throw new JobRejected('poison');
    };
    await consumers.start(queue.consumer(1));
    await publish('a');
    await publish('b');
    await eventually(async () => expect(await queue.jobs.deadCount()).toBe(2));
    expect(consumers.started).toEqual(['a', 'b']);
    const dead = await queue.jobs.listDead(10);
    expect(dead.map(({ submissionId }) => submissionId)).toEqual(['a', 'b']);
    expect(await queue.jobs.listDead(1)).toHaveLength(1);
    expect(await queue.jobs.removeDead(({ submissionId }) => submissionId === 'nobody', 1)).toBe(0);
    expect(await queue.jobs.removeDead(({ submissionId }) => submissionId === 'a', 1)).toBe(1);
    await eventually(async () => expect(await queue.jobs.deadCount()).toBe(1));
    expect(await queue.jobs.listDead(10)).toMatchObject([{ submissionId: 'b' }]);
  });

  it('puts messages that nobody understands with the dead, and keeps its slot', async () => {
    await consumers.start(queue.consumer(1));
    await queue.putRaw(Buffer.from('garbage'));
    await queue.putRaw(Buffer.from('{"pattern":"unknown","data":1}'));
    await publish('a');
    await consumers.deliveries(1);
    await eventually(async () => expect(await queue.jobs.deadCount()).toBe(2));
    expect(await queue.jobs.listDead(10)).toMatchObject([{ submissionId: null }, { submissionId: null }]);
  });

  it('waits for the jobs in hand when it closes, takes no other, and leaves the rest in the queue', async () => {
    const finish = gate();
    let isDone = false;
    consumers.handle = async () => {
      await finish.passed;
      isDone = true;
    };
    const worker = await consumers.start(queue.consumer(1));
    await publish('a');
    await publish('b');
    await consumers.deliveries(1);
    const closed = worker.close();
    finish.open();
    await closed;
    expect(isDone).toBe(true);
    expect(consumers.started).toEqual(['a']);
    expect(await queue.jobs.depth('batch')).toBe(1);
  });
}
