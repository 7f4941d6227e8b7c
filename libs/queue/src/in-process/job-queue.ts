import type { JobMessage, JobPriority } from '@app/contracts';
import { deadMessageOf } from '../dead-message.js';
import { type DeadMessage, JobQueue } from '../job-queue.js';
import { publishJob } from '../publish-job.js';
import type { InProcessBroker } from './broker.js';
import { InProcessJobClient } from './job-client.js';

/** The queue inside this process. */
export class InProcessJobQueue extends JobQueue {
  readonly isAvailable = true;
  readonly ignoresDuplicates = true;
  private readonly client: InProcessJobClient;

  constructor(private readonly broker: InProcessBroker) {
    super();
    this.client = new InProcessJobClient(broker);
  }

  publish(job: JobMessage, priority: JobPriority): Promise<void> {
    return publishJob(this.client, job, priority);
  }

  async depth(priority: JobPriority): Promise<number> {
    return this.broker.depthOf(priority);
  }

  async deadCount(): Promise<number> {
    return this.broker.deadLetters.length;
  }

  async listDead(limit: number): Promise<DeadMessage[]> {
    return this.broker.deadLetters.slice(0, limit).map(({ properties }) => deadMessageOf(properties));
  }

  async removeDead(isMeant: (message: DeadMessage) => boolean, limit: number): Promise<number> {
    let removed = 0;
    for (const { properties } of [...this.broker.deadLetters]) {
      if (removed === limit) break;
      if (properties.messageId === undefined || !isMeant(deadMessageOf(properties))) continue;
      this.broker.removeDead(properties.messageId);
      removed++;
    }
    return removed;
  }
}
