export * from './verdicts.js';
export * from './limits.js';
export * from './submission.js';
export * from './events.js';
export * from './jobs.js';
export * from './accounts.js';
export * from './workers.js';
export * from './doctor.js';
