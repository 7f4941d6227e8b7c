export * from './cache/cache.js';
export * from './cache/open-cache.js';
export * from './result-cache.js';
export * from './result-versions.js';
export * from './canonical-json.js';
