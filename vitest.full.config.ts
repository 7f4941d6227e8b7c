import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** Every language of the full image; `npm run test:full` builds it first, which takes minutes and gigabytes. */
export default defineConfig({
  ...base,
  // Two languages at a time: as many as the runner has slots for.
  test: { ...base.test, include: ['test/docker/full/*.full.ts'], maxConcurrency: 2 },
});
