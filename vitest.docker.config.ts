import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The suites that hold for any runner, once more with runner containers: `npm test` runs them with TEST_RUNNER=docker. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'apps/worker/src/kinds/kinds.box.spec.ts',
      'apps/worker/src/runner/memory.spec.ts',
      'apps/worker/src/runner/sandbox.spec.ts',
      'apps/worker/src/runner/languages/every-language.spec.ts',
      'apps/worker/src/runner/compile/{compiler,warm-up}.spec.ts',
      'test/e2e/{crash,doctor,judging}.spec.ts',
    ],
    env: { TEST_RUNNER: 'docker' },
  },
});
