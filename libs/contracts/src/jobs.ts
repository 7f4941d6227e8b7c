/** The message that crosses the queue: the id only, never the code. */
export interface JobMessage {
  submissionId: string;
  /** Ids of the languages that its worker must have; absent: any worker will do. */
  languages?: readonly string[];
}
/** Pattern of the message in Nest's transport. */
export const JOB_PATTERN = 'job.execute';

/** Interactive jobs (`run`, and anything a client waits for) overtake batch jobs. */
export const JOB_PRIORITY = Object.freeze({ batch: 0, interactive: 1 });
export type JobPriority = keyof typeof JOB_PRIORITY;

/** A job that was claimed this often and never finished ends as internal_error. */
export const MAX_TRIES = 3;
