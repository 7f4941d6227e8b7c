import { JOB_PRIORITY } from '@app/contracts';
import type { JobChannel, JobDelivery, JobProperties } from '../job-channel.js';

interface Waiting {
  content: Buffer;
  properties: JobProperties;
  redelivered: boolean;
}
type Deliver = (delivery: JobDelivery, channel: JobChannel) => void;
interface Consumer {
  deliver: Deliver;
  prefetch: number;
  unsettled: Map<number, Waiting>;
}

/** How many dead jobs are kept for somebody to look at. */
const MAX_DEAD = 100;

/**
 * Theory of operation. The embedded default has no message broker, and its consumers must not notice: they see the
 * same deliveries and the same channel as with RabbitMQ. Ready messages wait in one
 * line per priority, the higher line is emptied first; a consumer has at most `prefetch` messages unsettled; a message
 * that is put aside comes back after its delay. Nothing here outlives the process, and nothing has to:
 * rows hold the jobs, and the sweep publishes them again after a start.
 */
export class InProcessBroker {
  private readonly ready = new Map<number, Waiting[]>();
  private readonly readyIds = new Set<string>();
  private readonly consumers = new Set<Consumer>();
  private readonly retryTimers = new Set<NodeJS.Timeout>();
  private readonly dead: Waiting[] = [];
  private lastTag = 0;
  private closed = false;

  /** Puts a message at the end of its priority's line; one whose `messageId` is already waiting is not added again. */
  publish(content: Buffer, properties: JobProperties): void {
    if (this.closed) throw new Error('the queue is closed');
    const { messageId } = properties;
    if (messageId !== undefined && this.readyIds.has(messageId)) return;
    this.line(properties.priority ?? JOB_PRIORITY.batch).push({ content, properties, redelivered: false });
    if (messageId !== undefined) this.readyIds.add(messageId);
    this.dispatch();
  }

  /** Starts to deliver; the function it returns stops that. Messages in hand can still be settled afterwards. */
  consume(prefetch: number, deliver: Deliver): () => void {
    const consumer: Consumer = { deliver, prefetch, unsettled: new Map() };
    this.consumers.add(consumer);
    this.dispatch();
    return () => this.consumers.delete(consumer);
  }

  /** Messages waiting for a consumer. */
  get depth(): number {
    return [...this.ready.values()].reduce((sum, line) => sum + line.length, 0);
  }

  /** Messages of one priority waiting for a consumer. */
  depthOf(priority: number): number {
    return this.ready.get(priority)?.length ?? 0;
  }

  /** Forgets a dead message. */
  removeDead(messageId: string): void {
    const kept = this.dead.filter(({ properties }) => properties.messageId !== messageId);
    this.dead.splice(0, this.dead.length, ...kept);
  }

  /** What ran out of tries, newest last. */
  get deadLetters(): readonly { content: Buffer; properties: JobProperties }[] {
    return this.dead;
  }

  close(): void {
    this.closed = true;
    this.consumers.clear();
    this.retryTimers.forEach(clearTimeout);
    this.retryTimers.clear();
    this.ready.clear();
    this.readyIds.clear();
  }

  private line(priority: number): Waiting[] {
    const line = this.ready.get(priority) ?? [];
    this.ready.set(priority, line);
    return line;
  }

  private dispatch(): void {
    for (const consumer of this.consumers)
      while (consumer.unsettled.size < consumer.prefetch) {
        const message = this.takeNext();
        if (!message) return;
        this.hand(message, consumer);
      }
  }

  private takeNext(): Waiting | undefined {
    const highestFirst = [...this.ready.keys()].sort((a, b) => b - a);
    for (const priority of highestFirst) {
      const message = this.ready.get(priority)!.shift();
      if (!message) continue;
      if (message.properties.messageId !== undefined) this.readyIds.delete(message.properties.messageId);
      return message;
    }
    return undefined;
  }

  private hand(message: Waiting, consumer: Consumer): void {
    const deliveryTag = ++this.lastTag;
    consumer.unsettled.set(deliveryTag, message);
    const { content, properties, redelivered } = message;
    const channel = this.channelOf(consumer);
    // Not in this turn: a publisher must not run its consumer's code.
    setImmediate(() =>
      consumer.deliver({ content, properties, fields: { deliveryTag, redelivered } }, channel),
    );
  }

  private channelOf(consumer: Consumer): JobChannel {
    const settle = (delivery: JobDelivery, then: (message: Waiting) => void) => {
      const message = consumer.unsettled.get(delivery.fields.deliveryTag);
      if (!message) return;
      consumer.unsettled.delete(delivery.fields.deliveryTag);
      then(message);
      this.dispatch();
    };
    return {
      ack: (delivery) => settle(delivery, () => {}),
      nack: (delivery, requeue) =>
        settle(delivery, (message) => (requeue ? this.putBack(message) : this.bury(message))),
      publishLater: async ({ content, properties: { priority, messageId } }, delayMs, headers) =>
        this.publishLater(content, { headers, priority, messageId }, delayMs),
    };
  }

  private publishLater(content: Buffer, properties: JobProperties, delayMs: number): void {
    if (this.closed) throw new Error('the queue is closed');
    const timer = setTimeout(() => {
      this.retryTimers.delete(timer);
      this.publish(content, properties);
    }, delayMs).unref();
    this.retryTimers.add(timer);
  }

  private putBack(message: Waiting): void {
    if (this.closed) return;
    this.line(message.properties.priority ?? JOB_PRIORITY.batch).unshift({ ...message, redelivered: true });
  }

  private bury(message: Waiting): void {
    this.dead.push(message);
    if (this.dead.length > MAX_DEAD) this.dead.shift();
  }
}
