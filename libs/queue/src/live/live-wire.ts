import { EventEmitter } from 'node:events';

/** Carries bytes between an api replica and a worker, fast and without a promise: what is lost is lost. */
export interface LiveWire {
  /** Rejects, or throws, when it is known that it did not get away. */
  publish(channel: string, bytes: Buffer): Promise<unknown>;
  /** Calls `listener` for what is published from now on, in order. @returns what stops that */
  subscribe(channel: string, listener: (bytes: Buffer) => void): Promise<() => void>;
}

/** Within one process. Listeners are called in a later turn. */
export class InProcessLiveWire implements LiveWire {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publish(channel: string, bytes: Buffer): Promise<void> {
    setImmediate(() => this.emitter.emit(channel, bytes));
    return Promise.resolve();
  }

  subscribe(channel: string, listener: (bytes: Buffer) => void): Promise<() => void> {
    this.emitter.on(channel, listener);
    return Promise.resolve(() => this.emitter.off(channel, listener));
  }
}
