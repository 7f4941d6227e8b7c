// The client for pages that have no bundler: everything it needs, sockets in a file of their own that is
// loaded when one opens.
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './steps.mjs';

/**
 * Writes `index.js` and what that loads, ES modules that need no others, into a folder. @param {string}
 * outDir an absolute path
 */
export async function bundleClient(outDir) {
  await build({
    configFile: false,
    root: join(ROOT, 'libs/client'),
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      lib: { entry: join(ROOT, 'libs/client/src/index.ts'), formats: ['es'], fileName: 'index' },
      rolldownOptions: { output: { chunkFileNames: '[name].js' } },
    },
  });
}
