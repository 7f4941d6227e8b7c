import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget, preloadEditors } from './build/budget.js';
import { compress } from './build/compress.js';

const lib = (name: string) => fileURLToPath(new URL(`../../libs/${name}/src/index.ts`, import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const api = { target: 'http://127.0.0.1:8000', changeOrigin: false };

export default defineConfig({
  root: here,
  plugins: [react(), preloadEditors(), budget(), compress()],
  resolve: {
    alias: { '@app/contracts': lib('contracts'), '@app/client': lib('client'), '@app/clex': lib('clex') },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the page is served under a Content-Security-Policy without data: and inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The gallery is read out of the documentation.
    fs: { allow: ['../..'] },
    proxy: { '/api': api, '/login': api, '/logout': api, '/admin': api, '/socket.io': { ...api, ws: true } },
  },
});
