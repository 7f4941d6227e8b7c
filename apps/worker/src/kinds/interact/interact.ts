import { JobFailed, SETUP_MS, type KindOfJob } from '../kind.js';

export const interactJob: KindOfJob<'interact'> = {
  perform: () => Promise.reject(new JobFailed('jobs of the kind interact are not supported')),
  timeLimitMs: () => SETUP_MS,
};
