import type { JobPriority } from '@app/contracts';
import type { Channel } from 'amqplib';
import { PRIORITIES, WAITS_MS } from '../topology.js';

/**
 * Deliveries of one message after which the broker gives it up: only a message whose workers die before they
 * claim its row gets near it, and the sweep publishes such a row again. RabbitMQ 4.0 has the same by default,
 * 3.10 has none.
 */
const DELIVERY_LIMIT = 20;
/**
 * How long a worker may keep a job before the broker takes it back. Some judge jobs may take hours; the lease
 * of the row finds dead workers much sooner. Brokers before 3.12 ignore it and take 30 minutes: the second
 * worker finds the row claimed and drops the message, the first one goes on.
 */
const CONSUMER_TIMEOUT_MS = 24 * 3600_000;
const DEAD_ROUTING_KEY = 'dead';
/** The dead are read and put back by operators, which counts as deliveries. */
const DEAD_DELIVERY_LIMIT = 1_000_000;

export type QueueType = 'quorum' | 'classic';

/**
 * The queues that jobs go through. Names carry a version, for a broker refuses to change the arguments of a
 * queue that exists (406): change the version when you change arguments here. One waiting line per priority,
 * because quorum queues have no priorities before RabbitMQ 4.0; for each line, one queue per delay, whose
 * messages go back to the line when their time is over; one queue for the dead.
 */
export class JobQueues {
  constructor(
    private readonly prefix: string,
    readonly type: QueueType = 'quorum',
  ) {}

  waiting(priority: JobPriority): string {
    return `${this.prefix}.jobs.v1.${priority}`;
  }

  /** Where messages wait for `delayMs` before they return to the line of this priority. */
  aside(priority: JobPriority, delayMs: number): string {
    return `${this.prefix}.jobs.v1.${priority}.aside.${delayMs}`;
  }

  get dead(): string {
    return `${this.prefix}.jobs.v1.dead`;
  }

  get deadExchange(): string {
    return `${this.prefix}.jobs.v1.dead`;
  }

  /** Every queue's name. */
  get names(): string[] {
    return [
      this.dead,
      ...PRIORITIES.flatMap((priority) => [
        this.waiting(priority),
        ...WAITS_MS.map((delayMs) => this.aside(priority, delayMs)),
      ]),
    ];
  }

  /** Declares everything; what exists with the same arguments is left alone. @throws what the broker says */
  async assert(channel: Channel): Promise<void> {
    await channel.assertExchange(this.deadExchange, 'direct', { durable: true });
    await this.assertQueue(channel, this.dead, this.limit(DEAD_DELIVERY_LIMIT));
    await channel.bindQueue(this.dead, this.deadExchange, DEAD_ROUTING_KEY);
    for (const priority of PRIORITIES) {
      const line = this.waiting(priority);
      await this.assertQueue(channel, line, {
        ...this.limit(DELIVERY_LIMIT),
        'x-dead-letter-exchange': this.deadExchange,
        'x-dead-letter-routing-key': DEAD_ROUTING_KEY,
        'x-consumer-timeout': CONSUMER_TIMEOUT_MS,
      });
      for (const delayMs of WAITS_MS)
        await this.assertQueue(channel, this.aside(priority, delayMs), {
          'x-message-ttl': delayMs,
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': line,
        });
    }
  }

  private async assertQueue(channel: Channel, name: string, more: Record<string, unknown>): Promise<void> {
    await channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': this.type, ...more } });
  }

  private limit(deliveries: number): Record<string, unknown> {
    return this.type === 'quorum' ? { 'x-delivery-limit': deliveries } : {};
  }
}
