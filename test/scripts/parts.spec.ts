import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

/** What a file says that needs a part of `npm test` which can be left out by its flag. */
const NEEDS: Readonly<Record<string, RegExp>> = {
  postgres: /\bcreateDatabase\(|SERVICE_URLS\.postgres/,
  redis: /SERVICE_URLS\.redis/,
  rabbitmq: /SERVICE_URLS\.rabbitmq/,
  browser: /\blaunchBrowser\(/,
};
/** The only one that shares files with others and brings a database of its own. */
const EMBEDDED = 'test/api/embedded.spec.ts';
/** They are where the parts come from. */
const SOURCES = ['test/support/services.ts', 'test/support/browser.ts'].map((path) => join(ROOT, path));

/** The file and all that it imports by a relative path. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || SOURCES.includes(path) || !existsSync(path)) return seen;
  seen.add(path);
  for (const [, target] of readFileSync(path, 'utf8').matchAll(/ from '(\.[^']+)\.js'/g))
    withImports(join(dirname(path), `${target}.ts`), seen);
  return seen;
}

const specs = ['apps', 'libs', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts'))
    .map((path) => join(folder, path)),
);

describe('the name of a test says what it needs, so that it can be left out:', () => {
  it.each(specs.filter((spec) => spec !== EMBEDDED))('%s', (spec) => {
    const texts = [...withImports(join(ROOT, spec))].map((path) => readFileSync(path, 'utf8'));
    const needed = Object.keys(NEEDS).filter((part) => texts.some((text) => NEEDS[part]!.test(text)));
    const named = spec.split('.');
    expect(needed.filter((part) => !named.includes(part))).toEqual([]);
  });
});
