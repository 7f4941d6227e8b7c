import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * Every language of the full image, which `npm run test:full` builds first, in minutes and gigabytes, and what
 * only shows after many jobs.
 */
export default defineConfig({
  ...base,
  // Two languages at a time: as many as the runner has slots for.
  test: { ...base.test, include: ['test/{docker/full,soak}/*.full.ts'], maxConcurrency: 2 },
});
