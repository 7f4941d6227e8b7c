import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const lib = (name: string) => fileURLToPath(new URL(`./libs/${name}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      '@app/contracts': lib('contracts'),
      '@app/client': lib('client'),
      '@app/clex': lib('clex'),
      '@app/config': lib('config'),
      '@app/entities': lib('entities'),
      '@app/queue': lib('queue'),
      '@app/cache': lib('cache'),
      '@app/logging': lib('logging'),
      '@app/packages': lib('packages'),
    },
  },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'test/**/*.spec.ts'],
    // A busy machine may take its time: what is awaited comes, and nothing is measured by that.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
