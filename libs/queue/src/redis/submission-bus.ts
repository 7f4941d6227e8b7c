import { CircuitBreaker } from '@app/async';
import { type RedisClient, connectRedis, redisUnavailable } from '@app/redis';
import { Logger } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import type { LiveWire } from '../live/live-wire.js';
import type { ServiceEvent } from '../service-event.js';
import { SubmissionBus } from '../submission-bus.js';
import { EventTail, newestId, PAYLOAD } from './event-tail.js';
import { Outbox } from './outbox.js';

const SEND_TIMEOUT_MS = 2_000;
/** The stream keeps the last so many events, for replicas whose connection is interrupted ... */
const MAX_EVENTS = 10_000;
/** ... but no more of the large ones than fit into this many UTF-16 units. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
const LEAST_EVENTS = 100;

/**
 * News between processes over Redis. Events go into a bounded stream, which every api replica reads from
 * where it was when its connection was interrupted; workers read none. Cancellations are published and not
 * stored: a worker that misses one notices it when it renews its claim.
 */
export class RedisSubmissionBus extends SubmissionBus {
  /** Every replica reads it, and the stream keeps thousands. */
  readonly mostResultBytes = 8 * 1024;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly logger = new Logger(RedisSubmissionBus.name);
  private readonly breaker: CircuitBreaker;
  private readonly outbox = new Outbox((events) => this.add(events.map((event) => JSON.stringify(event))));
  private tail: EventTail | null = null;
  readonly wire: LiveWire = {
    publish: (channel, bytes) =>
      this.breaker.run(() => this.publisher.publish(this.keys.lines + channel, bytes)),
    subscribe: async (channel, listener) => {
      const guarded = this.guarded(listener);
      await this.subscriber.subscribe(this.keys.lines + channel, guarded, true);
      return () => void this.subscriber.unsubscribe(this.keys.lines + channel, guarded, true).catch(() => {});
    },
  };

  private constructor(
    private readonly url: string,
    private readonly publisher: RedisClient,
    private readonly subscriber: RedisClient,
    private readonly keys: { events: string; cancellations: string; lines: string },
    private readonly startId: string,
  ) {
    super();
    this.breaker = new CircuitBreaker({
      isReady: () => publisher.isReady,
      ping: () => publisher.ping(),
      timeoutMs: SEND_TIMEOUT_MS,
      onSilence: () => this.logger.warn('Redis does not answer; live events wait for it'),
    });
    publisher.on('ready', () => this.outbox.flush());
  }

  /** @throws BackendUnavailable that names REDIS_URL */
  static async open(url: string, prefix: string): Promise<RedisSubmissionBus> {
    const logger = new Logger(RedisSubmissionBus.name);
    const publisher = await connectRedis(url, (text) => logger.warn(text));
    const subscriber = await connectRedis(url, () => {});
    const keys = {
      events: `${prefix}:events:v1`,
      cancellations: `${prefix}:cancellations`,
      lines: `${prefix}:lines:`,
    };
    try {
      const startId = await newestId(publisher, keys.events);
      const bus = new RedisSubmissionBus(url, publisher, subscriber, keys, startId);
      await subscriber.subscribe(keys.cancellations, (text) => bus.tell('cancellation', text));
      return bus;
    } catch (error) {
      publisher.destroy();
      subscriber.destroy();
      throw redisUnavailable(url, error);
    }
  }

  get isAvailable(): boolean {
    return this.breaker.isClosed && this.subscriber.isReady && this.tail?.isAlive !== false;
  }

  publish(event: ServiceEvent): void {
    this.outbox.put(event);
  }

  onEvent(listener: (event: ServiceEvent) => void): () => void {
    const stop = this.listen('event', listener);
    this.tail ??= new EventTail(this.url, this.keys.events, this.startId, (text) => this.tell('event', text));
    return stop;
  }

  publishCancel(submissionId: string): void {
    this.breaker
      .run(() => this.publisher.publish(this.keys.cancellations, JSON.stringify(submissionId)))
      .catch(() => {});
  }

  onCancel(listener: (submissionId: string) => void): () => void {
    return this.listen('cancellation', listener);
  }

  async close(): Promise<void> {
    await this.outbox.close();
    this.emitter.removeAllListeners();
    this.breaker.stop();
    this.tail?.close();
    this.publisher.destroy();
    this.subscriber.destroy();
  }

  /** Together, so that replicas which wait for news read all of them at once. */
  private add(texts: readonly string[]): Promise<unknown> {
    const commands = this.publisher.multi();
    for (const text of texts) {
      const room = Math.floor(MAX_CHARACTERS / text.length);
      const threshold = Math.max(LEAST_EVENTS, Math.min(MAX_EVENTS, room));
      const TRIM = { strategy: 'MAXLEN', strategyModifier: '~', threshold } as const;
      commands.xAdd(this.keys.events, '*', { [PAYLOAD]: text }, { TRIM });
    }
    return this.breaker.run(() => commands.exec());
  }

  private tell(name: string, text: string): void {
    try {
      this.emitter.emit(name, JSON.parse(text));
    } catch (error) {
      this.logger.error(error);
    }
  }

  private listen<T>(name: string, listener: (value: T) => void): () => void {
    const guarded = this.guarded(listener);
    this.emitter.on(name, guarded);
    return () => this.emitter.off(name, guarded);
  }

  private guarded<T>(listener: (value: T) => void): (value: T) => void {
    return (value) => {
      try {
        listener(value);
      } catch (error) {
        this.logger.error(error);
      }
    };
  }
}
