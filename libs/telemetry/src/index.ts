export * from './metrics.js';
export * from './open-telemetry.js';
export * from './serve-metrics.js';
export * from './tracing.js';
