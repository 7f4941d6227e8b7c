import { brotliCompressSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

const KiB = 1024;
/** What the first visit of the start page may cost, with its editors and the colours of its example. */
const HOME_BYTES = 270 * KiB;
/** What any further page may add to that. */
const PAGE_BYTES = 40 * KiB;
/** Loaded by the start page as soon as it is shown. */
const HOME_PARTS = [/\/CodeEditor\.tsx$/, /\/clexMode\.ts$/, /\/lang-cpp\//];
const PAGE = /\/src\/pages\/.+Page\.tsx$/;

type Chunk = Rollup.OutputChunk & { viteMetadata?: { importedCss: Set<string> } };

/**
 * Fails the build when a page has become larger than people on slow lines can be asked for; sizes are those
 * of brotli.
 */
export function budget(): Plugin {
  return {
    name: 'cpast-budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const home = filesOfHome(bundle);
      const over: string[] = [];
      const check = (what: string, files: Iterable<string>, mostBytes: number) => {
        const bytes = [...files].reduce((sum, file) => sum + sizeOf(bundle, file), 0);
        if (bytes > mostBytes)
          over.push(`${what} (${(bytes / KiB).toFixed(1)} KiB, ${mostBytes / KiB} at most)`);
      };
      check('the start page', [...home, 'index.html'], HOME_BYTES);
      for (const chunk of chunksOf(bundle)) {
        if (!PAGE.test(chunk.facadeModuleId ?? '')) continue;
        const more = [...closureOf(bundle, chunk.fileName)].filter((file) => !home.has(file));
        check(chunk.name, more, PAGE_BYTES);
      }
      if (over.length > 0) this.error(`too much to load for ${over.join('; ')}`);
    },
  };
}

/** Lets the browser ask for the editors of the start page while it still reads the page's own code. */
export function preloadEditors(): Plugin {
  return {
    name: 'cpast-preload-editors',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html;
        const known = new Set([...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file]) => file));
        const wanted = [...filesOfHome(bundle)].filter((file) => file.endsWith('.js') && !known.has(file));
        return wanted.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}

const chunksOf = (bundle: Rollup.OutputBundle): Chunk[] =>
  Object.values(bundle).filter((file): file is Chunk => file.type === 'chunk');

function filesOfHome(bundle: Rollup.OutputBundle): Set<string> {
  const files = new Set<string>();
  for (const chunk of chunksOf(bundle)) {
    const modules = [chunk.facadeModuleId ?? '', ...chunk.moduleIds];
    const isPart = chunk.isDynamicEntry && HOME_PARTS.some((part) => modules.some((id) => part.test(id)));
    if (chunk.isEntry || isPart) for (const file of closureOf(bundle, chunk.fileName)) files.add(file);
  }
  return files;
}

/** A chunk with everything that it imports at once, styles included. */
function closureOf(bundle: Rollup.OutputBundle, name: string, known = new Set<string>()): Set<string> {
  const chunk = bundle[name] as Chunk | undefined;
  if (known.has(name) || chunk?.type !== 'chunk') return known;
  known.add(name);
  for (const css of chunk.viteMetadata?.importedCss ?? []) known.add(css);
  for (const imported of chunk.imports) closureOf(bundle, imported, known);
  return known;
}

function sizeOf(bundle: Rollup.OutputBundle, name: string): number {
  const file = bundle[name];
  if (!file) return 0;
  const content = file.type === 'chunk' ? file.code : file.source;
  return brotliCompressSync(content).length;
}
