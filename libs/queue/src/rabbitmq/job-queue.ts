import type { JobMessage, JobPriority } from '@app/contracts';
import { JobQueue } from '../job-queue.js';
import { publishJob } from '../publish-job.js';
import type { JobQueues } from './job-queues.js';
import type { JobsClientRMQ } from './jobs-client.rmq.js';

/** How many dead messages are looked through for one. */
const MAX_LOOKED_THROUGH = 10_000;

/** The queue at a RabbitMQ broker. */
export class RabbitmqJobQueue extends JobQueue {
  readonly ignoresDuplicates = false;

  constructor(
    private readonly client: JobsClientRMQ,
    private readonly queues: JobQueues,
  ) {
    super();
  }

  get isAvailable(): boolean {
    return this.client.isAvailable;
  }

  publish(job: JobMessage, priority: JobPriority): Promise<void> {
    return publishJob(this.client, job, priority);
  }

  async depth(priority: JobPriority): Promise<number> {
    return this.messagesIn(this.queues.waiting(priority));
  }

  deadCount(): Promise<number> {
    return this.messagesIn(this.queues.dead);
  }

  /** On a channel of its own: what was looked at and not settled goes back when it closes. */
  async removeDead(submissionId: string): Promise<void> {
    const connection = this.client.manager?.connection;
    if (!connection) throw new Error('the broker is out of reach');
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    try {
      for (let looked = 0; looked < MAX_LOOKED_THROUGH; looked++) {
        const message = await channel.get(this.queues.dead, { noAck: false });
        if (message === false) return;
        if (message.properties.messageId === submissionId) channel.ack(message);
      }
    } finally {
      await channel.close();
    }
  }

  private async messagesIn(queue: string): Promise<number> {
    if (!this.client.wrapper) throw new Error('the broker is out of reach');
    return (await this.client.wrapper.checkQueue(queue)).messageCount;
  }
}
