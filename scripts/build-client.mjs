// `npm run build:client`: the package @cpast/client in dist/client, ready for `npm publish`. Its types are
// those of the contract, which come along as declarations; of the code of the contract it needs nothing.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleClient } from './lib/client-bundle.mjs';
import { ROOT, runScript } from './lib/steps.mjs';

const TARGET = join(ROOT, 'dist/client');

await runScript(async () => {
  const built = mkdtempSync(join(tmpdir(), 'cpast-client-'));
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--declaration', '--sourceMap', 'false', '--outDir', built];
    execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'libs/client/tsconfig.lib.json'), ...options], {
      stdio: 'inherit',
    });
    rmSync(TARGET, { recursive: true, force: true });
    copy(join(built, 'libs/client/src'), 'client', /\.(js|d\.ts)$/);
    copy(join(built, 'libs/contracts/src'), 'contracts', /\.d\.ts$/);
    await bundleClient(join(TARGET, 'browser'));
    for (const name of ['package.json', 'README.md'])
      cpSync(join(ROOT, 'libs/client', name), join(TARGET, name));
    cpSync(join(ROOT, 'LICENSE'), join(TARGET, 'LICENSE'));
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
});

/** Copies what is wanted; the name of the contract becomes the way to it. */
function copy(from, to, wanted) {
  cpSync(from, join(TARGET, to), { recursive: true });
  for (const entry of readdirSync(join(TARGET, to), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (!wanted.test(entry.name)) rmSync(path);
    else
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replaceAll("'@app/contracts'", "'../contracts/index.js'"),
      );
  }
}
