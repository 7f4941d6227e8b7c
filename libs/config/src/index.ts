export * from './backend-unavailable.js';
export * from './config.js';
export { parseCores } from './core-list.js';
export * from './data-directory.js';
export * from './failure-lines.js';
export * from './failpoints.js';
export * from './load-config.js';
export * from './open-together.js';
export { DEFAULT_ADMIN_PASSWORD, VARIABLE_NAMES } from './variables.js';
