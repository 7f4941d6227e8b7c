import type { SubmissionEvent } from '@app/contracts';
import { Logger } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { SubmissionBus } from '../submission-bus.js';
import { connectRedis, type RedisClient } from './connect-redis.js';

/** Final events that are kept for a Redis that is away; older ones are dropped, for the api looks at rows as well. */
const MAX_KEPT = 1_000;

/**
 * News between processes over Redis, by publish and subscribe: nothing is stored there, and what is published while
 * Redis is away is lost but for the events that end a submission, which are sent again when it is back.
 */
export class RedisSubmissionBus extends SubmissionBus {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly logger = new Logger(RedisSubmissionBus.name);
  private kept: SubmissionEvent[] = [];

  private constructor(
    private readonly publisher: RedisClient,
    private readonly subscriber: RedisClient,
    private readonly channels: { events: string; cancellations: string },
  ) {
    super();
    publisher.on('ready', () => {
      for (const event of this.kept.splice(0)) this.publish(event);
    });
  }

  /** @throws BackendUnavailable that names REDIS_URL */
  static async open(url: string, prefix: string): Promise<RedisSubmissionBus> {
    const logger = new Logger(RedisSubmissionBus.name);
    const publisher = await connectRedis(url, (text) => logger.warn(text));
    const subscriber = await connectRedis(url, () => {});
    const channels = { events: `${prefix}:events`, cancellations: `${prefix}:cancellations` };
    const bus = new RedisSubmissionBus(publisher, subscriber, channels);
    await subscriber.subscribe(channels.events, (text) => bus.tell('event', text));
    await subscriber.subscribe(channels.cancellations, (text) => bus.tell('cancellation', text));
    return bus;
  }

  get isAvailable(): boolean {
    return this.publisher.isReady && this.subscriber.isReady;
  }

  publish(event: SubmissionEvent): void {
    this.send(this.channels.events, JSON.stringify(event)).catch(() => {
      if (event.type !== 'submission.finished') return;
      this.kept.push(event);
      if (this.kept.length > MAX_KEPT) this.kept.shift();
    });
  }

  onEvent(listener: (event: SubmissionEvent) => void): () => void {
    return this.listen('event', listener);
  }

  /** Where this is lost, the worker finds out when it renews its claim. */
  publishCancel(submissionId: string): void {
    this.send(this.channels.cancellations, JSON.stringify(submissionId)).catch(() => {});
  }

  onCancel(listener: (submissionId: string) => void): () => void {
    return this.listen('cancellation', listener);
  }

  async close(): Promise<void> {
    this.emitter.removeAllListeners();
    this.publisher.destroy();
    this.subscriber.destroy();
  }

  private async send(channel: string, text: string): Promise<void> {
    if (!this.publisher.isReady) throw new Error('Redis is away');
    await this.publisher.publish(channel, text);
  }

  private tell(name: string, text: string): void {
    try {
      this.emitter.emit(name, JSON.parse(text));
    } catch (error) {
      this.logger.error(error);
    }
  }

  private listen<T>(name: string, listener: (value: T) => void): () => void {
    const guarded = (value: T) => {
      try {
        listener(value);
      } catch (error) {
        this.logger.error(error);
      }
    };
    this.emitter.on(name, guarded);
    return () => this.emitter.off(name, guarded);
  }
}
