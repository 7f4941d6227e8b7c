import type { JobMessage, JobPriority } from '@app/contracts';

/** A message that was given up. */
export interface DeadMessage {
  /** What it was published as: the submission's id; null: unknown. */
  submissionId: string | null;
  /** What its last worker said; null: it did not get to say anything. */
  lastError: string | null;
}

/** Where the api puts jobs. */
export abstract class JobQueue {
  /** Whether jobs can be handed over now, as far as is known. */
  abstract readonly isAvailable: boolean;
  /** Whether a job that is still waiting is not added a second time. */
  abstract readonly ignoresDuplicates: boolean;
  /**
   * Hands a job to the queue; resolves when the queue has taken responsibility for it.
   * @throws when the queue cannot take it now (the sweep publishes the row again later)
   */
  abstract publish(job: JobMessage, priority: JobPriority): Promise<void>;
  /**
   * How many jobs of this priority wait for a worker; those that workers have already do not count.
   * @throws when the queue cannot say
   */
  abstract depth(priority: JobPriority): Promise<number>;
  /** How many messages lie in the dead-letter queue. @throws when the queue cannot say */
  abstract deadCount(): Promise<number>;
  /**
   * The messages in the dead-letter queue, the oldest first, `limit` at most.
   * @throws when the queue does not answer
   */
  abstract listDead(limit: number): Promise<DeadMessage[]>;
  /**
   * Takes messages out of the dead-letter queue: those for which `isMeant` holds, `limit` at most. @returns
   * how many
   * @throws when the queue does not answer in time
   */
  abstract removeDead(isMeant: (message: DeadMessage) => boolean, limit: number): Promise<number>;
}
