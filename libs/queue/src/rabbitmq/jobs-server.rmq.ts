import { ServerRMQ } from '@nestjs/microservices';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { randomUUID } from 'node:crypto';
import { handleDelivery } from '../handle-delivery.js';
import { InHand } from '../in-hand.js';
import type { JobDelivery } from '../job-channel.js';
import { PRIORITIES } from '../topology.js';
import { ChannelKeeper, connectWithJitter } from './connection.js';
import { RabbitmqJobChannel } from './job-channel.js';
import type { JobQueues } from './job-queues.js';

/** How long a closing consumer waits for its running jobs; its worker hands back those that take longer. */
const DRAIN_MS = 15_000;
const CLOSE_MS = 2_000;

/**
 * Nest's RabbitMQ transport, made to consume jobs: from the interactive and the batch line, each with as many
 * unsettled messages as there are slots, so that a worker full of batch jobs still sees interactive ones; the
 * worker lets those have the next free slot. Handlers get a JobChannel; whatever they do not settle is
 * settled by the broker when this process is gone.
 */
export class JobsServerRMQ extends ServerRMQ {
  private readonly tags = PRIORITIES.map((priority) => ({ priority, tag: `${priority}-${randomUUID()}` }));
  private readonly inHand = new InHand();
  private open: ConfirmChannel | null = null;
  private isClosing = false;
  private readonly keeper = new ChannelKeeper(() => this.server as AmqpConnectionManager);

  /** @param slots jobs of one line at the same time */
  constructor(
    private readonly url: string,
    private readonly queues: JobQueues,
    private readonly slots: number,
  ) {
    super({ urls: [url], queue: queues.waiting('interactive'), noAck: false });
  }

  // The base class has a type parameter here that nothing restricts.
  override async createClient<T>(): Promise<T> {
    return connectWithJitter(this.url) as T;
  }

  override async setupChannel(channel: ConfirmChannel, callback: () => void): Promise<void> {
    if (this.isClosing) return;
    this.keeper.watch(channel);
    try {
      await this.queues.assert(channel);
      const jobs = new RabbitmqJobChannel(channel, this.queues);
      this.open = channel;
      for (const { priority, tag } of this.tags) {
        await channel.prefetch(this.slots);
        const deliver = (message: ConsumeMessage | null) => this.take(message, jobs, channel);
        await channel.consume(this.queues.waiting(priority), deliver, { consumerTag: tag });
      }
    } catch (error) {
      this.logger.error(`cannot consume jobs, trying again: ${String(error)}`);
      await channel.close().catch(() => {});
      return;
    }
    callback();
  }

  /**
   * Takes no further job, waits until running ones are settled, and leaves. The broker delivers to other
   * workers what is not settled by then.
   */
  override async close(): Promise<void> {
    this.isClosing = true;
    this.keeper.close();
    // All are sent before anything that is given back: the broker does not hand that to this consumer again.
    const { open } = this;
    if (open) await Promise.all(this.tags.map(({ tag }) => open.cancel(tag).catch(() => {})));
    await this.inHand.settled(DRAIN_MS);
    // With the broker away the connection manager may never be done closing.
    await Promise.race([super.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  }

  private take(message: ConsumeMessage | null, jobs: RabbitmqJobChannel, channel: ConfirmChannel): void {
    // The broker cancelled this consumer, because its queue was deleted or moved: start over.
    if (message === null) return void channel.close().catch(() => {});
    // It was on its way when this consumer was cancelled.
    if (this.isClosing) return channel.nack(message, false, true);
    this.inHand.add(handleDelivery(this, message as unknown as JobDelivery, jobs, this.logger));
  }
}
