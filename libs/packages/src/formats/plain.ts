import type { Archive } from '../archive/archive.js';
import type { Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import { PackageError } from '../package-error.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { loneAnswers, pairedFiles, ruleOf } from './pairs.js';

/** Files that lie beside tests and are none. */
const OTHERS = /\.(md|pdf|html?|tex|zip|exe|bat|sh|cpp|cc|c|h|py|java|json|ya?ml|ini)$/i;

/** Pairs of input and answer files without a word about them. Folders become groups. */
export function readPlain(
  archive: Archive,
  options: { numberedGroups?: boolean | undefined },
): Problem<Content> {
  const problem = emptyProblem('plain', 'problem');
  const paths = archive.paths.filter((path) => !OTHERS.test(path));
  const rule = ruleOf(paths);
  if (!rule)
    throw new PackageError(
      'not_a_package',
      'no format is known that has these files, and no pairs of input and answer were found',
    );
  const pairs = pairedFiles(paths, rule);
  const lone = loneAnswers(paths, rule, pairs);
  if (lone.length > 0) {
    throw new PackageError('broken_package', `${lone.slice(0, 5).join(', ')}: there is no input for it`);
  }
  problem.warnings.push(`read as pairs: ${rule.title}`);
  const byGroup = new Map<string, string[]>();
  for (const { name, input, answer } of pairs) {
    problem.tests.push({
      name,
      input: fileData(archive.file(input)!),
      ...(answer !== undefined && { answer: fileData(archive.file(answer)!) }),
    });
    if (answer === undefined)
      problem.warnings.push(`${name} has no answer: any output passes unless a checker knows better`);
    const key = groupOf(name, options.numberedGroups ?? false);
    byGroup.set(key, [...(byGroup.get(key) ?? []), name]);
  }
  if (byGroup.size > 1 || !byGroup.has('')) {
    problem.groups = [...byGroup]
      .filter(([name]) => name !== '')
      .map(([name, tests]) => group(name, { tests, aggregation: 'sum' }));
  }
  return problem;
}

function groupOf(name: string, numbered: boolean): string {
  const at = name.lastIndexOf('/');
  if (at >= 0) return name.slice(0, at);
  const numbers = numbered ? /(\d+)[-._](\d+)$/.exec(name) : null;
  return numbers ? numbers[1]! : '';
}
