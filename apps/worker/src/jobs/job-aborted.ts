import { JobHandedBack } from '@app/queue';

/** Why a job was stopped from outside. */
export class JobAborted extends Error {
  override readonly name = 'JobAborted';
  constructor(readonly why: 'cancelled' | 'claim_lost' | 'took_too_long' | 'worker_stopping') {
    super(`the job was stopped: ${why.replaceAll('_', ' ')}`);
  }
}

/** The job is not done and no worker has it: its message should be delivered again. */
export class JobReturned extends JobHandedBack {
  override readonly name = 'JobReturned';
}
