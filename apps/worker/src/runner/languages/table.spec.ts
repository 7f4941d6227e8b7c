import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { languagesPage } from '../../../../../scripts/languages.mjs';
import { sampledLanguages } from '../../../../../test/languages/samples.js';
import { MORE_ROWS } from './more.js';
import type { LanguageRow } from './row.js';
import { CORE_ROWS, LANGUAGE_ROWS } from './table.js';

const textOf = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../../../../${path}`, import.meta.url)), 'utf8');

/** What the stages of the Dockerfile install, by the name of the stage. */
async function installedPackages(): Promise<Map<string, string[]>> {
  const dockerfile = await textOf('docker/runner.Dockerfile');
  const stages = dockerfile.split(/^FROM \S+ AS /m).slice(1);
  return new Map(
    stages.map((stage) => [
      /^\S+/.exec(stage)![0],
      [...stage.matchAll(/apt-get install -y ([^;&]+)[;&]/g)].flatMap(([, names]) =>
        names!.split(/[\s\\]+/).filter(Boolean),
      ),
    ]),
  );
}
const packagesOf = (rows: readonly LanguageRow[]): string[] => [
  ...new Set(rows.flatMap(({ packages }) => packages)),
];

describe('every language of the table', () => {
  it('has its programs to be tried with, and no programs are left of one that is gone', async () => {
    expect(await sampledLanguages()).toEqual(LANGUAGE_ROWS.map(({ id }) => id).sort());
  });

  it('has its packages in the image, which installs no others', async () => {
    const installed = await installedPackages();
    const core = installed.get('core-compilers')!;
    expect(core.toSorted()).toEqual(packagesOf(CORE_ROWS).sort());
    const libraries = [...CORE_ROWS, ...MORE_ROWS].flatMap((row) => row.libraries ?? []);
    const beyond = [...new Set([...packagesOf(MORE_ROWS), ...libraries])].filter(
      (name) => !core.includes(name),
    );
    expect(installed.get('full-compilers')!.toSorted()).toEqual(beyond.sort());
  });

  it('that is not compiled can be read without being run, where its tool does that', () => {
    const interpreted = LANGUAGE_ROWS.filter(({ compile }) => compile === null);
    expect(interpreted.filter(({ check }) => !check).map(({ id }) => id)).toEqual(['tcl', 'sql', 'forth']);
  });

  it('allows arguments by patterns that their text says all of', () => {
    const patterns = LANGUAGE_ROWS.flatMap(({ compile }) => compile?.allowedArgs ?? []);
    expect(patterns.filter(({ flags }) => flags !== '')).toEqual([]);
    expect(patterns.filter(({ source }) => !/^\^.*\$$/.test(source))).toEqual([]);
  });

  it('is in docs/languages.md as it is; when not: npm run languages', async () => {
    expect(await textOf('docs/languages.md')).toBe(await languagesPage({ core: CORE_ROWS, more: MORE_ROWS }));
  });
});
