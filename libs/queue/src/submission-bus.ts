import type { LiveWire } from './live/live-wire.js';
import type { ServiceEvent } from './service-event.js';

/**
 * Live news between workers and api replicas. Rows hold the truth: nothing depends on it that a look at them
 * would not mend.
 */
export abstract class SubmissionBus {
  /** Whether news travels now, as far as is known. */
  abstract readonly isAvailable: boolean;
  /** Carries what programs and those who talk to them say. */
  abstract readonly wire: LiveWire;
  /** The longest result that an end may bring along, in bytes of its JSON. */
  abstract readonly mostResultBytes: number;
  /** Tells every api replica what happened to a submission. Never throws. */
  abstract publish(event: ServiceEvent): void;
  /** Calls `listener` for each event from any worker; returns a function that stops it. */
  abstract onEvent(listener: (event: ServiceEvent) => void): () => void;
  /** Asks the worker that has this submission to end it as `cancelled`, unless its row is that already. */
  abstract publishCancel(submissionId: string): void;
  /** Calls `listener` for each cancellation; returns a function that stops it. */
  abstract onCancel(listener: (submissionId: string) => void): () => void;
}
