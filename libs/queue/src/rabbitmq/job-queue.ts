import type { JobMessage, JobPriority } from '@app/contracts';
import { inTime } from '@app/async';
import { deadMessageOf } from '../dead-message.js';
import type { JobProperties } from '../job-channel.js';
import { type DeadMessage, JobQueue } from '../job-queue.js';
import { publishJob } from '../publish-job.js';
import type { JobQueues } from './job-queues.js';
import type { JobsClientRMQ } from './jobs-client.rmq.js';

/** How many dead messages are looked through for one. */
const MAX_LOOKED_THROUGH = 10_000;
const LOOK_TIMEOUT_MS = 10_000;
/** A broker that takes longer for one answer does not answer. */
const ANSWER_TIMEOUT_MS = 3_000;

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

  async listDead(limit: number): Promise<DeadMessage[]> {
    const messages: DeadMessage[] = [];
    await this.lookThroughDead((message) => {
      messages.push(message);
      return messages.length < limit ? 'keep' : 'stop';
    });
    return messages;
  }

  async removeDead(isMeant: (message: DeadMessage) => boolean, limit: number): Promise<number> {
    let removed = 0;
    await this.lookThroughDead((message) => {
      if (removed === limit) return 'stop';
      if (!isMeant(message)) return 'keep';
      removed++;
      return 'remove';
    });
    return removed;
  }

  /**
   * Shows the dead messages one after the other, until `look` says stop. On a channel of its own: what was
   * looked at and not removed goes back, in its old order, when it closes.
   */
  private async lookThroughDead(look: (message: DeadMessage) => 'keep' | 'remove' | 'stop'): Promise<void> {
    const connection = this.client.manager?.connection;
    if (!connection) throw new Error('the broker is out of reach');
    const channel = await inTime(connection.createChannel(), ANSWER_TIMEOUT_MS);
    channel.on('error', () => {});
    const lookAtAll = async () => {
      for (let looked = 0; looked < MAX_LOOKED_THROUGH; looked++) {
        const message = await channel.get(this.queues.dead, { noAck: false });
        if (message === false) return;
        const verdict = look(deadMessageOf(message.properties as JobProperties));
        if (verdict === 'stop') return;
        if (verdict === 'remove') channel.ack(message);
      }
    };
    try {
      await inTime(lookAtAll(), LOOK_TIMEOUT_MS);
    } finally {
      await inTime(channel.close(), ANSWER_TIMEOUT_MS).catch(() => {});
    }
  }

  private async messagesIn(queue: string): Promise<number> {
    if (!this.client.wrapper) throw new Error('the broker is out of reach');
    return (await inTime(this.client.wrapper.checkQueue(queue), ANSWER_TIMEOUT_MS)).messageCount;
  }
}
