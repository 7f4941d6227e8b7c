import { JOB_PRIORITY, type JobPriority } from '@app/contracts';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { JobChannel, JobDelivery } from '../job-channel.js';
import type { JobQueues } from './job-queues.js';

/** What a consumer can do with deliveries of one amqplib channel. */
export class RabbitmqJobChannel implements JobChannel {
  private isOpen = true;

  constructor(
    private readonly channel: ConfirmChannel,
    private readonly queues: JobQueues,
  ) {
    channel.once('close', () => (this.isOpen = false));
  }

  ack(message: JobDelivery): void {
    this.whileOpen(() => this.channel.ack(message as ConsumeMessage));
  }

  nack(message: JobDelivery, requeue: boolean): void {
    this.whileOpen(() => this.channel.nack(message as ConsumeMessage, false, requeue));
  }

  async publishLater(
    { content, properties }: JobDelivery,
    delayMs: number,
    headers: Record<string, unknown>,
  ): Promise<void> {
    const priority: JobPriority = properties.priority === JOB_PRIORITY.interactive ? 'interactive' : 'batch';
    const { messageId } = properties;
    const options = { messageId, priority: properties.priority, headers, persistent: true };
    await new Promise<void>((resolve, reject) => {
      // A channel that closes answers all its unconfirmed publishes with an error.
      this.channel.sendToQueue(this.queues.aside(priority, delayMs), content, options, (refused: unknown) =>
        refused ? reject(refused instanceof Error ? refused : new Error(String(refused))) : resolve(),
      );
    });
  }

  /** The broker counts unsettled messages, whatever this worker does with them. */
  makeRoom(): void {}

  /** A channel that is gone has given its deliveries back to the queue; amqplib throws when it is used. */
  private whileOpen(settle: () => void): void {
    if (!this.isOpen) return;
    try {
      settle();
    } catch {
      this.isOpen = false;
    }
  }
}
