export * from './redact.js';
export * from './redacting-logger.js';
