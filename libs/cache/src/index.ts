export * from './cache.js';
export * from './open-cache.js';
export * from './result-cache.js';
export * from './result-versions.js';
