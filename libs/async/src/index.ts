export * from './abort.js';
export * from './abortable-calls.js';
export * from './circuit-breaker.js';
export * from './collect-when-idle.js';
export * from './flights.js';
export * from './in-batches.js';
export * from './in-time.js';
export * from './semaphore.js';
