export * from './bounded-redis.js';
export * from './connect-redis.js';
export * from './redis-unavailable.js';
