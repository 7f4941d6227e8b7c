import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** As `paths` of tsconfig.json: a library is the folder of its name. */
const LIBRARY = {
  find: /^@app\/([^/]+)$/,
  replacement: fileURLToPath(new URL('./libs/$1/src/index.ts', import.meta.url)),
};

export default defineConfig({
  resolve: { alias: [LIBRARY] },
  test: {
    runner: './test/support/vitest/runner.ts',
    reporters: ['default', './test/support/vitest/reporter.ts'],
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'test/**/*.spec.ts'],
    // A busy machine may take its time: what is awaited comes, and nothing is measured by that.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
