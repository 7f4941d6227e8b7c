import { EventEmitter } from 'node:events';
import { InProcessLiveWire } from '../live/live-wire.js';
import type { ServiceEvent } from '../service-event.js';
import { SubmissionBus } from '../submission-bus.js';

/**
 * The bus inside one process. Listeners are called in a later turn, and one that throws does not hurt the
 * others.
 */
export class InProcessSubmissionBus extends SubmissionBus {
  readonly isAvailable = true;
  /** Nothing is copied; more than this is answered in pieces, from the database. */
  readonly mostResultBytes = 1024 * 1024;
  readonly wire = new InProcessLiveWire();
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  /** @param onListenerError called with what a listener threw */
  constructor(private readonly onListenerError: (error: unknown) => void = () => {}) {
    super();
  }

  publish(event: ServiceEvent): void {
    setImmediate(() => this.emitter.emit('event', event));
  }

  onEvent(listener: (event: ServiceEvent) => void): () => void {
    return this.listen('event', listener);
  }

  publishCancel(submissionId: string): void {
    setImmediate(() => this.emitter.emit('cancel', submissionId));
  }

  onCancel(listener: (submissionId: string) => void): () => void {
    return this.listen('cancel', listener);
  }

  private listen<T>(name: string, listener: (value: T) => void): () => void {
    const guarded = (value: T) => {
      try {
        listener(value);
      } catch (error) {
        this.onListenerError(error);
      }
    };
    this.emitter.on(name, guarded);
    return () => this.emitter.off(name, guarded);
  }
}
