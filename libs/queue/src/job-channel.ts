/** A delivered message: the part of amqplib's `ConsumeMessage` that consumers use. */
export interface JobDelivery {
  readonly content: Buffer;
  readonly properties: JobProperties;
  readonly fields: { readonly deliveryTag: number; readonly redelivered: boolean };
}
export interface JobProperties {
  headers?: Record<string, unknown>;
  priority?: number;
  messageId?: string;
}

/**
 * What a consumer can do with a delivery; the same for every transport. Settling one whose connection is gone
 * does nothing: the queue has taken it back already.
 */
export interface JobChannel {
  /** The job needs no more from this message. */
  ack(message: JobDelivery): void;
  /** `requeue`: delivered again, at once. Otherwise it goes to the dead-letter queue. */
  nack(message: JobDelivery, requeue: boolean): void;
  /**
   * Puts a copy aside that comes back after `delayMs`, one of WAITS_MS; resolves when the queue has it.
   * @throws when it could not be put aside; the message is still unsettled then
   */
  publishLater(message: JobDelivery, delayMs: number, headers: Record<string, unknown>): Promise<void>;
  /**
   * The programs of this job have come to an end: a queue that counts jobs may deliver the next one, although
   * this one is settled only later.
   */
  makeRoom(message: JobDelivery): void;
}
