import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

it('CONTRIBUTING.md sends what is new to folders and files that exist', () => {
  const [, table] = /### Where does it go\?\n\n([^]*?)\n\n/.exec(guide)!;
  const paths = [...table!.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)`/g)].map((match) => match[1]!);
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('a submission travels through forty stations at most, which are files that exist', () => {
  const page = readFileSync(join(ROOT, 'docs/life-of-a-submission.md'), 'utf8');
  const stations = [...page.matchAll(/^(\d+)\. (.*(?:\n {4}.*)*)/gm)];
  expect(stations.map(([, number]) => Number(number))).toEqual(stations.map((_, index) => index + 1));
  expect(stations.length).toBeLessThanOrEqual(40);
  expect(page).toContain(`There are ${stations.length}.`);
  const roots = ['', 'apps/api/src', 'apps/worker/src'];
  // Beside the file that a station is: the name of another in its folder.
  const folderOf = (text: string) => dirname(/`([\w./-]+\/[\w.-]+\.ts)`/.exec(text)?.[1] ?? '.');
  const missing = stations.flatMap(([text]) =>
    [...text.matchAll(/`([\w./-]+\.\w+)`/g)]
      .map((match) => match[1]!)
      .filter((name) => /\.(ts|c)$/.test(name))
      .filter(
        (name) =>
          !roots.some((root) =>
            [name, join(folderOf(text), name)].some((path) => existsSync(join(ROOT, root, path))),
          ),
      ),
  );
  expect(missing).toEqual([]);
});
