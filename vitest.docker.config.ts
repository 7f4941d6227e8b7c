import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * What depends on where boxes are, once more with runner containers: boxes, memory, compilers, languages, and jobs through the
 * front door. What is made of a box's outcome is the same with every runner.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'apps/worker/src/runner/memory.spec.ts',
      'apps/worker/src/runner/sandbox.spec.ts',
      'apps/worker/src/runner/live.spec.ts',
      'apps/worker/src/runner/zygotes.spec.ts',
      'apps/worker/src/runner/languages/every-language.spec.ts',
      'apps/worker/src/runner/compile/{compiler,warm-up}.spec.ts',
      'test/e2e/{doctor,judging}.spec.ts',
    ],
    env: { TEST_RUNNER: 'docker' },
  },
});
