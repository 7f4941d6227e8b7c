import semver from 'semver';
import { compareVersions, numbersOf, type Runtime } from './runtimes.js';

/**
 * The runtime of a language and a selector of versions: the highest that satisfies it. A version that Piston
 * itself has published stands for the nearest of ours, as clients have such versions in their code.
 * @returns undefined when there is none
 */
export function chooseRuntime(
  runtimes: readonly Runtime[],
  language: string,
  selector: string,
): Runtime | undefined {
  const named = runtimes.filter(
    ({ language: name, aliases }) => name === language || aliases.includes(language),
  );
  const fitting = named.filter(({ version }) => semver.satisfies(version, selector)).sort(highestFirst);
  if (fitting.length > 0) return fitting[0];
  return named.some(({ published }) => published.includes(selector)) ? nearest(named, selector) : undefined;
}

function nearest(named: readonly Runtime[], selector: string): Runtime | undefined {
  const [major, minor] = numbersOf(selector);
  const sorted = [...named].sort(highestFirst);
  const same = (count: number) =>
    sorted.find(
      ({ version }) => numbersOf(version).slice(0, count).join() === [major, minor].slice(0, count).join(),
    );
  return same(2) ?? same(1) ?? sorted[0];
}

function highestFirst(a: Runtime, b: Runtime): number {
  return compareVersions(b.version, a.version);
}
