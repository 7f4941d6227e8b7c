import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** As the api serves them compressed; smaller ones do not get smaller. */
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);
const MIN_BYTES = 1_024;

/** Leaves `.br` and `.gz` beside each file of the page, so that no start of the api compresses them again. */
export function compress(): Plugin {
  return {
    name: 'cpast-compress',
    apply: 'build',
    // The last one: what it compresses is what was written.
    enforce: 'post',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const files = Object.values(bundle).filter(({ fileName }) => COMPRESSIBLE.has(extname(fileName)));
      await Promise.all(
        files.map(async (file) => {
          const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (bytes.length < MIN_BYTES) return;
          const path = join(dir, file.fileName);
          await writeFile(`${path}.br`, await brotli(bytes));
          await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
        }),
      );
    },
  };
}

const brotli = (bytes: Buffer) =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
