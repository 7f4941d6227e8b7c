import { JOB_PATTERN, type JobMessage } from '@app/contracts';
import { Controller, type INestMicroservice, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connect, type ChannelModel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PrivateService, startRabbitmq } from '../../../../test/support/private-services.js';
import { uniqueName } from '../../../../test/support/services.js';
import { AckInterceptor } from '../ack.interceptor.js';
import { JobHandedBack, JobRejected } from '../settlement.js';
import { HAND_BACK_DELAY_MS } from '../topology.js';
import { JobQueues } from './job-queues.js';
import { openRabbitmq, type Rabbitmq } from './open-rabbitmq.js';
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

describe('the RabbitMQ transport', { timeout: 60_000 }, () => {
  let broker: PrivateService;
  let prefix: string;
  let queues: JobQueues;
  let rabbitmq: Rabbitmq;
  let operator: ChannelModel;
  const workers: INestMicroservice[] = [];
  const started: string[] = [];
  const deliveries = (count: number, timeout = 10_000) =>
    vi.waitFor(() => expect(started).toHaveLength(count), { timeout, interval: 5 });
  const publish = (submissionId: string, priority: 'batch' | 'interactive' = 'batch') =>
    rabbitmq.jobs.publish({ submissionId }, priority);

  beforeAll(async () => {
    broker = await startRabbitmq();
  });
  afterAll(() => broker.remove());
  beforeEach(async () => {
    prefix = uniqueName('t');
    queues = new JobQueues(prefix);
    rabbitmq = await openRabbitmq(broker.url, prefix);
    operator = await connect(broker.url);
    operator.on('error', () => {});
    started.length = 0;
    handle = async ({ submissionId }) => void started.push(submissionId);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await rabbitmq.close();
    await operator.close().catch(() => {});
  });

  async function startWorker(slots: number): Promise<INestMicroservice> {
    const worker = await NestFactory.createMicroservice(ConsumerModule, {
      strategy: rabbitmq.consumer(slots),
      logger: false,
    });
    await worker.listen();
    workers.push(worker);
    return worker;
  }

  it('declares durable quorum queues with a delivery limit and a place for the dead', async () => {
    const channel = await operator.createChannel();
    // Declaring them again with these arguments is accepted only if they are the ones in force.
    await queues.assert(channel);
    for (const name of queues.names) await channel.checkQueue(name);
    channel.on('error', () => {});
    await expect(channel.assertQueue(queues.waiting('batch'), { durable: true })).rejects.toThrow('406');
  });

  it('carries the id and nothing of the programs, persistently', async () => {
    await rabbitmq.jobs.publish({ submissionId: 'a', languages: ['cpp'] }, 'interactive');
    const channel = await operator.createChannel();
    const message = await channel.get(queues.waiting('interactive'));
    if (message === false) throw new Error('there is no message');
    expect(JSON.parse(message.content.toString())).toEqual({
      pattern: JOB_PATTERN,
      data: { submissionId: 'a', languages: ['cpp'] },
    });
    expect(message.properties).toMatchObject({ messageId: 'a', deliveryMode: 2 });
  });

  it('has a confirmed job when publish resolves', async () => {
    await Promise.all(Array.from({ length: 200 }, (_item, index) => publish(String(index))));
    expect(await rabbitmq.jobs.depth('batch')).toBe(200);
    expect(await rabbitmq.jobs.depth('interactive')).toBe(0);
  });

  it('hands interactive jobs to a worker whose hands are full of batch jobs', async () => {
    const finish = gate();
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      if (submissionId.startsWith('batch')) await finish.passed;
    };
    for (let index = 0; index < 20; index++) await publish(`batch ${index}`);
    await startWorker(2);
    await deliveries(2);
    await publish('interactive 1', 'interactive');
    await publish('interactive 2', 'interactive');
    await deliveries(4);
    expect(started.slice(2)).toEqual(['interactive 1', 'interactive 2']);
    expect(await rabbitmq.jobs.depth('batch')).toBe(18);
    finish.open();
    await deliveries(22);
  });

  it('acknowledges only what is done: a worker that vanishes gives its jobs to the next one', async () => {
    const vanished = await operator.createChannel();
    await publish('a');
    const inHand = await vanished.get(queues.waiting('batch'));
    expect(inHand).not.toBe(false);
    await startWorker(1);
    expect(started).toEqual([]);
    await vanished.close();
    await deliveries(1);
    await eventually(async () => expect(await rabbitmq.jobs.depth('batch')).toBe(0));
  });

  it('brings a failed job back after a while, and one that was handed back as well', async () => {
    const times: number[] = [];
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      times.push(performance.now());
      if (started.length === 1) throw new Error('the database is away');
      if (started.length === 2) throw new JobHandedBack('not here', HAND_BACK_DELAY_MS);
      if (started.length === 3) throw new JobHandedBack('stopping');
    };
    await startWorker(1);
    await publish('a', 'interactive');
    await deliveries(4);
    expect(started).toEqual(['a', 'a', 'a', 'a']);
    expect(times[1]! - times[0]!).toBeGreaterThan(450);
    expect(times[2]! - times[1]!).toBeGreaterThan(HAND_BACK_DELAY_MS - 50);
    expect(times[3]! - times[2]!).toBeLessThan(400);
  });

  it('puts rejected jobs and messages nobody understands with the dead, and takes them out by id', async () => {
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      throw new JobRejected('poison');
    };
    await startWorker(1);
    await publish('a');
    await publish('b');
    const channel = await operator.createConfirmChannel();
    channel.sendToQueue(queues.waiting('batch'), Buffer.from('garbage'));
    channel.sendToQueue(queues.waiting('batch'), Buffer.from('{"pattern":"unknown","data":1}'));
    await channel.waitForConfirms();
    await vi.waitFor(async () => expect(await rabbitmq.jobs.deadCount()).toBe(4), { timeout: 5_000 });
    expect((await rabbitmq.jobs.listDead(10)).map(({ submissionId }) => submissionId).sort()).toEqual([
      'a',
      'b',
      null,
      null,
    ]);
    expect(await rabbitmq.jobs.listDead(2)).toHaveLength(2);
    expect(await rabbitmq.jobs.removeDead(({ submissionId }) => submissionId === 'a', 1)).toBe(1);
    expect(await rabbitmq.jobs.removeDead(({ submissionId }) => submissionId === 'nobody', 1)).toBe(0);
    await vi.waitFor(async () => expect(await rabbitmq.jobs.deadCount()).toBe(3), { timeout: 5_000 });
    let looked = 0;
    await rabbitmq.jobs.removeDead(({ submissionId }) => (looked++, submissionId === null), 1);
    // It stops when it has what it is looking for.
    expect(looked).toBeLessThan(3);
    await vi.waitFor(async () => expect(await rabbitmq.jobs.deadCount()).toBe(2), { timeout: 5_000 });
    expect(started).toEqual(['a', 'b']);
  });

  it('gives up a message whose workers die before they can say anything, after twenty deliveries', async () => {
    await publish('deadly');
    let deliveriesSeen = 0;
    await vi.waitFor(
      async () => {
        const channel = await operator.createChannel();
        if (await channel.get(queues.waiting('batch'))) deliveriesSeen++;
        await channel.close();
        expect(await rabbitmq.jobs.listDead(10)).toMatchObject([{ submissionId: 'deadly' }]);
      },
      { timeout: 20_000, interval: 1 },
    );
    expect(deliveriesSeen).toBeGreaterThan(15);
    expect(deliveriesSeen).toBeLessThan(25);
    expect(await rabbitmq.jobs.depth('batch')).toBe(0);
  });

  it('waits for the jobs in hand when it closes, takes no other, and leaves the rest in the queue', async () => {
    const finish = gate();
    handle = async ({ submissionId }) => {
      started.push(submissionId);
      await finish.passed;
      started.push(`${submissionId} done`);
    };
    const worker = await startWorker(1);
    await publish('a');
    await publish('b');
    await deliveries(1);
    const closed = worker.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    finish.open();
    await closed;
    expect(started).toEqual(['a', 'a done']);
    expect(await rabbitmq.jobs.depth('batch')).toBe(1);
  });

  it('comes back when its queue is deleted under it', async () => {
    await startWorker(1);
    const channel = await operator.createChannel();
    await channel.deleteQueue(queues.waiting('batch'));
    await vi.waitFor(
      async () => {
        await publish('a');
        expect(started.length).toBeGreaterThan(0);
      },
      { timeout: 15_000, interval: 200 },
    );
  });

  it('refuses jobs with an error at once while the broker is away, and both sides come back with it', async () => {
    await startWorker(2);
    await publish('before');
    await deliveries(1);
    await publish('kept', 'batch');
    await deliveries(2);
    await broker.stop('SIGKILL');
    await vi.waitFor(() => expect(rabbitmq.jobs.isAvailable).toBe(false), { timeout: 10_000 });
    const startedAt = performance.now();
    await expect(publish('during')).rejects.toBeInstanceOf(Error);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await broker.start();
    await vi.waitFor(() => publish('after'), { timeout: 20_000, interval: 100 });
    await vi.waitFor(() => expect(started).toContain('after'), { timeout: 20_000 });
    expect(started).not.toContain('during');
    operator = await connect(broker.url);
  });

  it('says within ten seconds what is wrong when there is no broker, and names the variable', async () => {
    await expect(openRabbitmq('amqp://127.0.0.1:1', prefix)).rejects.toThrow('RABBITMQ_URL');
    const wrong = new URL(broker.url);
    wrong.password = 'wrong';
    await expect(openRabbitmq(wrong.href, prefix)).rejects.toThrow('RABBITMQ_URL');
  });

  it('uses classic queues where they exist as such, and only there', async () => {
    const other = uniqueName('t');
    await new JobQueues(other, 'classic').assert(await operator.createChannel());
    const classic = await openRabbitmq(broker.url, other);
    await classic.jobs.publish({ submissionId: 'a' }, 'batch');
    expect(await classic.jobs.depth('batch')).toBe(1);
    await classic.close();
    const unheard = vi.spyOn(JobQueues.prototype, 'assert').mockRejectedValue(new Error('Channel closed'));
    try {
      await expect(openRabbitmq(broker.url, uniqueName('t'))).rejects.toThrow('Channel closed');
      // It did not try anything else.
      expect(unheard).toHaveBeenCalledOnce();
    } finally {
      unheard.mockRestore();
    }
  });

  it('says what to do when queues exist with other arguments', async () => {
    const other = uniqueName('t');
    const channel = await operator.createChannel();
    await channel.assertQueue(new JobQueues(other).waiting('batch'), { durable: true });
    await expect(openRabbitmq(broker.url, other)).rejects.toThrow('QUEUE_PREFIX');
  });
});
