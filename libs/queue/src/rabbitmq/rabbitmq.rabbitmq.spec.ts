import { JOB_PATTERN } from '@app/contracts';
import { connect, type ChannelModel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PrivateService, startRabbitmq } from '../../../../test/support/private-services.js';
import { uniqueName } from '../../../../test/support/services.js';
import { JobRejected } from '../settlement.js';
import { Consumers, gate, itIsAJobQueue } from '../testing/queue-conformance.js';
import { JobQueues } from './job-queues.js';
import { openRabbitmq, type Rabbitmq } from './open-rabbitmq.js';
import { eventually } from '../../../../test/support/eventually.js';

describe('the RabbitMQ transport', { timeout: 60_000 }, () => {
  let broker: PrivateService;
  let prefix: string;
  let queues: JobQueues;
  let rabbitmq: Rabbitmq;
  let operator: ChannelModel;
  let consumers: Consumers;
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
    consumers = new Consumers();
  });
  afterEach(async () => {
    await consumers.close();
    await rabbitmq.close();
    await operator.close().catch(() => {});
  });

  const startWorker = (slots: number) => consumers.start(rabbitmq.consumer(slots));

  itIsAJobQueue(() => ({
    jobs: rabbitmq.jobs,
    consumer: (slots) => rabbitmq.consumer(slots),
    putRaw: async (content) => {
      const channel = await operator.createConfirmChannel();
      channel.sendToQueue(queues.waiting('batch'), content);
      await channel.waitForConfirms();
      await channel.close();
    },
  }));

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
    consumers.handle = async ({ submissionId }) => {
      if (submissionId.startsWith('batch')) await finish.passed;
    };
    for (let index = 0; index < 20; index++) await publish(`batch ${index}`);
    await startWorker(2);
    await consumers.deliveries(2);
    await publish('interactive 1', 'interactive');
    await publish('interactive 2', 'interactive');
    await consumers.deliveries(4);
    expect(consumers.started.slice(2)).toEqual(['interactive 1', 'interactive 2']);
    expect(await rabbitmq.jobs.depth('batch')).toBe(18);
    finish.open();
    await consumers.deliveries(22);
  });

  it('acknowledges only what is done: a worker that vanishes gives its jobs to the next one', async () => {
    const vanished = await operator.createChannel();
    await publish('a');
    const inHand = await vanished.get(queues.waiting('batch'));
    expect(inHand).not.toBe(false);
    await startWorker(1);
    expect(consumers.started).toEqual([]);
    await vanished.close();
    await consumers.deliveries(1);
    await eventually(async () => expect(await rabbitmq.jobs.depth('batch')).toBe(0));
  });

  it('looks at no more of the dead than it has to', async () => {
    consumers.handle = async () => {
      throw new JobRejected('poison');
    };
    await startWorker(1);
    for (const id of ['a', 'b', 'c']) await publish(id);
    await eventually(async () => expect(await rabbitmq.jobs.deadCount()).toBe(3));
    let looked = 0;
    await rabbitmq.jobs.removeDead(({ submissionId }) => (looked++, submissionId === 'a'), 1);
    expect(looked).toBeLessThan(3);
    await eventually(async () => expect(await rabbitmq.jobs.deadCount()).toBe(2));
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

  it('comes back when its queue is deleted under it', async () => {
    await startWorker(1);
    const channel = await operator.createChannel();
    await channel.deleteQueue(queues.waiting('batch'));
    await vi.waitFor(
      async () => {
        await publish('a');
        expect(consumers.started.length).toBeGreaterThan(0);
      },
      { timeout: 15_000, interval: 200 },
    );
  });

  it('refuses jobs with an error at once while the broker is away, and both sides come back with it', async () => {
    await startWorker(2);
    await publish('before');
    await consumers.deliveries(1);
    await publish('kept', 'batch');
    await consumers.deliveries(2);
    await broker.stop('SIGKILL');
    await eventually(() => expect(rabbitmq.jobs.isAvailable).toBe(false));
    const startedAt = performance.now();
    await expect(publish('during')).rejects.toBeInstanceOf(Error);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await broker.start();
    await vi.waitFor(() => publish('after'), { timeout: 20_000, interval: 100 });
    await vi.waitFor(() => expect(consumers.started).toContain('after'), { timeout: 20_000 });
    expect(consumers.started).not.toContain('during');
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
