import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { handleDelivery } from '../handle-delivery.js';
import { InHand } from '../in-hand.js';
import type { InProcessBroker } from './broker.js';

/** How long a closing consumer waits for its running jobs. */
const DRAIN_MS = 10_000;

/**
 * Consumer side of the in-process transport, as a Nest strategy: `createMicroservice(Module, { strategy })`.
 * Handlers get an `RmqContext`, so controllers and the AckInterceptor do not know which transport is in use.
 */
export class InProcessJobServer extends Server implements CustomTransportStrategy {
  override transportId = Symbol('in-process');
  private stop: () => void = () => {};
  private readonly inHand = new InHand();

  /** @param slots jobs at the same time */
  constructor(
    private readonly broker: InProcessBroker,
    private readonly slots: number,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.stop = this.broker.consume(this.slots, (delivery, channel) =>
      this.inHand.add(handleDelivery(this, delivery, channel, this.logger)),
    );
    callback();
  }

  /** Takes no further job and waits for the running ones, at most ten seconds. */
  async close(): Promise<void> {
    this.stop();
    await this.inHand.settled(DRAIN_MS);
  }

  on(): void {}

  unwrap<T>(): T {
    return this.broker as T;
  }
}
