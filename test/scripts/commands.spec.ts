import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

const guide = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

it('CONTRIBUTING.md says of every command what it does, and of none that there is not', () => {
  const named = [...guide.matchAll(/^\| `npm (?:run )?([\w:]+)`/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(scripts).sort());
});

it('CONTRIBUTING.md shows folders that exist', () => {
  const [, layout] = /## Layout\n\n```\n([^]*?)```/.exec(guide)!;
  const paths = layout!
    .split('\n')
    .flatMap((line) => line.split(/ {2,}/)[0]!.split(', '))
    .filter((path) => path !== '');
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('decisions are numbered one after the other, one on each page', () => {
  const folder = join(ROOT, 'docs/decisions');
  readdirSync(folder)
    .sort()
    .forEach((name, index) => {
      expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`));
      const titles = readFileSync(join(folder, name), 'utf8').match(/^# .*/gm)!;
      expect(titles).toEqual([expect.stringMatching(new RegExp(`^# ${index + 1}\\. `))]);
    });
});
