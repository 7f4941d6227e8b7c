export * from './blob-store.js';
export * from './blob-uses.js';
export * from './blob-cache.js';
export * from './file-blobs.js';
export * from './postgres-blobs.js';
export * from './s3-blobs.js';
export * from './open-blobs.js';
