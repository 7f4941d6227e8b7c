import type { JobMessage, JobPriority } from '@app/contracts';

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
   * How many jobs of this priority wait for a worker; those that workers have in hand do not count.
   * @throws when the queue cannot say
   */
  abstract depth(priority: JobPriority): Promise<number>;
  /** How many messages lie in the dead-letter queue. @throws when the queue cannot say */
  abstract deadCount(): Promise<number>;
  /**
   * Takes the messages of a submission out of the dead-letter queue, if there are any.
   * @throws when the queue does not answer
   */
  abstract removeDead(submissionId: string): Promise<void>;
}
