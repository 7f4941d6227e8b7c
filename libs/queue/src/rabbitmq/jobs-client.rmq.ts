import { JOB_PRIORITY, type JobPriority } from '@app/contracts';
import { ClientRMQ, type ReadPacket } from '@nestjs/microservices';
import type { AmqpConnectionManager, ChannelWrapper } from 'amqp-connection-manager';
import type { ConfirmChannel } from 'amqplib';
import type { JobProperties } from '../job-channel.js';
import { ChannelKeeper, connectWithJitter } from './connection.js';
import type { JobQueues } from './job-queues.js';

/** A job that the broker has not confirmed by then waits for the sweep. */
const PUBLISH_TIMEOUT_MS = 3_000;

/**
 * Nest's RabbitMQ client, made to publish into one of two lines by the priority of a record, with persistent
 * messages and publisher confirms, and without the reply queue that events do not need.
 */
export class JobsClientRMQ extends ClientRMQ {
  private isBlocked = false;
  private isReady = false;
  private readonly keeper = new ChannelKeeper(() => this.manager!);

  constructor(
    private readonly url: string,
    private readonly queues: JobQueues,
  ) {
    super({ urls: [url], queue: queues.waiting('batch'), noAssert: true, persistent: true });
  }

  /** Whether a message can be handed over now, as far as is known. */
  get isAvailable(): boolean {
    return this.isReady && !this.isBlocked && this.manager?.isConnected() === true;
  }

  get manager(): AmqpConnectionManager | null {
    return this.client as AmqpConnectionManager | null;
  }

  get wrapper(): ChannelWrapper | null {
    return this.channel as ChannelWrapper | null;
  }

  override createClient(): AmqpConnectionManager {
    const manager = connectWithJitter(this.url);
    // The broker reads no more while it has too little memory or disk; confirms would be waited for in vain.
    manager.on('blocked', () => (this.isBlocked = true));
    manager.on('unblocked', () => (this.isBlocked = false));
    manager.on('disconnect', () => (this.isBlocked = false));
    return manager;
  }

  override async setupChannel(channel: ConfirmChannel, resolve: () => void): Promise<void> {
    this.keeper.watch(channel);
    channel.once('close', () => (this.isReady = false));
    try {
      await this.queues.assert(channel);
    } catch (error) {
      // The channel is closed now, which brings a new connection and another attempt, after a while.
      this.logger.error(`the queues cannot be declared: ${String(error)}`);
      return;
    }
    this.isReady = true;
    resolve();
  }

  override async close(): Promise<void> {
    this.keeper.close();
    await super.close();
  }

  protected override async dispatchEvent(packet: ReadPacket): Promise<void> {
    if (this.isBlocked) throw new Error('the broker takes no messages at the moment');
    const { options, ...serialized } = this.serializer.serialize(packet) as {
      options?: JobProperties;
      pattern: string;
      data: unknown;
    };
    const priority: JobPriority = options?.priority === JOB_PRIORITY.interactive ? 'interactive' : 'batch';
    await this.wrapper!.sendToQueue(this.queues.waiting(priority), Buffer.from(JSON.stringify(serialized)), {
      ...options,
      persistent: true,
      timeout: PUBLISH_TIMEOUT_MS,
    });
  }
}
