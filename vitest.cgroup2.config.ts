import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** What depends on the version of cgroups, in a machine that has version 2; `npm run test:cgroup2` starts one, which may be slow. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'test/cgroup2/*.cgroup2.ts',
      'apps/worker/src/runner/native/cgroups.spec.ts',
      'apps/worker/src/runner/memory.spec.ts',
    ],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
