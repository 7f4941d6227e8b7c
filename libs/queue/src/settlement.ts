/**
 * Thrown by a handler that did not do the job, through no fault of the job: it is delivered again, to any
 * worker, and that does not count as a failure.
 */
export class JobHandedBack extends Error {
  override readonly name: string = 'JobHandedBack';
  /** @param delayMs how long it waits before: 0, or one of WAITS_MS */
  constructor(
    message: string,
    readonly delayMs: number = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Thrown by a handler when the message must not be delivered again: it goes to the dead-letter queue. */
export class JobRejected extends Error {
  override readonly name: string = 'JobRejected';
}
