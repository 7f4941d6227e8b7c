import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
/** What runs in production. */
const PRODUCT = ['apps/api', 'apps/worker', 'apps/standalone', 'apps/cli', 'libs', 'src'];
const IMPORTS = /(?:^import |^export .*? from |^\} from |^import .*? from |\bimport\()'([^'.$][^']*)'/gm;

/** The packages that the source files below these folders import. */
function importedBy(folders: readonly string[], isOfInterest: (path: string) => boolean): string[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/(^|\/)(dist|build|node_modules)\//.test(path))
      .map((path) => join(ROOT, folder, path)),
  );
  const names = paths.filter(isOfInterest).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(IMPORTS)].map(([, name]) =>
      name!
        .split('/')
        .slice(0, name!.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
  return [...new Set(names)].filter((name) => !/^(node:|@app\/)/.test(name)).sort();
}

describe('package.json', () => {
  // Tests lie beside what they test.
  const shipped = importedBy(PRODUCT, (path) => !/\.spec\.ts$|\/testing(\.ts$|\/)/.test(path));

  it('names every package that the product imports, and none that it does not', () => {
    expect(shipped).toEqual(Object.keys(dependencies).sort());
  });

  it('names every package that the page, the tests and the scripts import', () => {
    const known = Object.keys({ ...dependencies, ...devDependencies });
    const others = importedBy([...PRODUCT, 'apps/web/src', 'test', 'scripts'], () => true);
    expect(others.filter((name) => !known.includes(name))).toEqual([]);
  });
});
