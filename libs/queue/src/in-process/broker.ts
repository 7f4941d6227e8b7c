import { JOB_PRIORITY, type JobPriority } from '@app/contracts';
import type { JobChannel, JobDelivery, JobProperties } from '../job-channel.js';
import { Turns } from '../turns.js';

interface Waiting {
  content: Buffer;
  properties: JobProperties;
  redelivered: boolean;
}
type Deliver = (delivery: JobDelivery, channel: JobChannel) => void;
interface Consumer {
  deliver: Deliver;
  slots: number;
  unsettled: Map<number, Waiting>;
  /** Of the unsettled ones those that need a slot, by delivery tag. */
  atWork: Map<number, JobPriority>;
}

/** How many dead jobs are kept for an operator to look at. */
const MAX_DEAD = 100;

/**
 * Theory of operation. The embedded default has no message broker, and its consumers must not notice: they
 * see the same deliveries and the same channel as with RabbitMQ. Ready messages wait in one line per
 * priority, and take turns as they do for the slots of a worker. A consumer has a message for each of its slots,
 * and the next one as soon as a job's programs have ended; when batch jobs have the slots, it sees interactive
 * ones all the same, and lets those go first. A message that is put aside comes back after its delay. Nothing
 * here outlives the process, and nothing has to: rows hold the jobs, and the sweep publishes them again after
 * a start.
 */
export class InProcessBroker {
  private readonly ready: Readonly<Record<JobPriority, Waiting[]>> = { interactive: [], batch: [] };
  private readonly turns = new Turns();
  private readonly readyIds = new Set<string>();
  private readonly consumers = new Set<Consumer>();
  private readonly retryTimers = new Set<NodeJS.Timeout>();
  private readonly dead: Waiting[] = [];
  private lastTag = 0;
  private closed = false;

  /**
   * Puts a message at the end of its priority's line; one whose `messageId` is already waiting is not added
   * again.
   */
  publish(content: Buffer, properties: JobProperties): void {
    if (this.closed) throw new Error('the queue is closed');
    const { messageId } = properties;
    if (messageId !== undefined && this.readyIds.has(messageId)) return;
    this.lineOf(properties).push({ content, properties, redelivered: false });
    if (messageId !== undefined) this.readyIds.add(messageId);
    this.dispatch();
  }

  /**
   * Starts to deliver; the function it returns stops that. Delivered messages can still be settled
   * afterwards.
   * @param slots jobs at the same time
   */
  consume(slots: number, deliver: Deliver): () => void {
    const consumer: Consumer = { deliver, slots, unsettled: new Map(), atWork: new Map() };
    this.consumers.add(consumer);
    this.dispatch();
    return () => this.consumers.delete(consumer);
  }

  /** Messages waiting for a consumer. */
  get depth(): number {
    return this.ready.interactive.length + this.ready.batch.length;
  }

  /** Messages of one priority waiting for a consumer. */
  depthOf(priority: JobPriority): number {
    return this.ready[priority].length;
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
    this.ready.interactive.length = this.ready.batch.length = 0;
    this.readyIds.clear();
  }

  private lineOf({ priority }: JobProperties): Waiting[] {
    return this.ready[priority === JOB_PRIORITY.interactive ? 'interactive' : 'batch'];
  }

  private dispatch(): void {
    for (const consumer of this.consumers)
      for (;;) {
        const turn = this.nextFor(consumer);
        if (turn === null) break;
        this.hand(turn, consumer);
      }
  }

  /** Whose turn it is at this consumer; null when it has enough to do, or there is nothing. */
  private nextFor({ slots, atWork }: Consumer): JobPriority | null {
    const waits = { interactive: this.ready.interactive.length > 0, batch: this.ready.batch.length > 0 };
    if (atWork.size < slots) return this.turns.next(waits);
    const interactive = [...atWork.values()].filter((priority) => priority === 'interactive').length;
    return waits.interactive && interactive < slots ? 'interactive' : null;
  }

  private hand(turn: JobPriority, consumer: Consumer): void {
    const message = this.ready[turn].shift()!;
    if (message.properties.messageId !== undefined) this.readyIds.delete(message.properties.messageId);
    const deliveryTag = ++this.lastTag;
    consumer.unsettled.set(deliveryTag, message);
    consumer.atWork.set(deliveryTag, turn);
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
      consumer.atWork.delete(delivery.fields.deliveryTag);
      then(message);
      this.dispatch();
    };
    return {
      ack: (delivery) => settle(delivery, () => {}),
      nack: (delivery, requeue) =>
        settle(delivery, (message) => (requeue ? this.putBack(message) : this.bury(message))),
      publishLater: async ({ content, properties: { priority, messageId } }, delayMs, headers) =>
        this.publishLater(content, { headers, priority, messageId }, delayMs),
      makeRoom: ({ fields }) => {
        if (consumer.atWork.delete(fields.deliveryTag)) this.dispatch();
      },
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
    this.lineOf(message.properties).unshift({ ...message, redelivered: true });
  }

  private bury(message: Waiting): void {
    this.dead.push(message);
    if (this.dead.length > MAX_DEAD) this.dead.shift();
  }
}
