// `npm run test:nodes`: whether inputs are the same bytes on every version of Node that cpast runs on. The
// pinned ones of libs/clex are made again by each, with the binary that npm's package of it carries. `npm run
// test:nodes -- 22` takes one.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run, runScript, say } from './lib/steps.mjs';

const VERSIONS = ['20', '22', '24'];
const GOLDEN = ['libs/clex/src/strategies/golden.spec.ts', 'libs/clex/src/generate/golden.spec.ts'];

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const folder = await mkdtemp(join(tmpdir(), 'cpast-nodes-'));
  try {
    for (const version of wanted.length > 0 ? wanted : VERSIONS) {
      const node = await nodeOf(version, folder);
      say(`Node ${version}:`);
      await run(node, ['--version'], { show: true });
      await run(node, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...GOLDEN], { show: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The binary of a version, by its path. */
async function nodeOf(version, folder) {
  const name = `node-${process.platform}-${process.arch}`;
  const into = join(folder, version);
  await mkdir(into);
  await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', into]);
  const [archive] = await readdir(into);
  await run('tar', ['-xzf', join(into, archive), '-C', into, 'package/bin/node']);
  return join(into, 'package/bin/node');
}
