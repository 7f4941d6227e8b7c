import type { Content } from '../archive/content.js';
import type { Expectation, JurySolution } from '../model.js';
import { languageOfName, languageOfPath } from '../text/languages.js';
import { programOfFile } from '../text/programs.js';
import { elementAt, elementsAt, type XmlElement } from '../text/xml.js';
import { verdictsOf } from '../verdicts.js';
import type { PolygonPackage } from './polygon-package.js';

type Demand = Omit<Expectation, 'label'>;

/**
 * A tag names the verdict of the first test that fails; other failures may follow, so one test with it is
 * enough.
 */
const TAGS: Readonly<Record<string, Demand>> = {
  main: { permitted: verdictsOf('AC'), accepted: true, timeLimit: 'lower' },
  accepted: { permitted: verdictsOf('AC'), accepted: true, timeLimit: 'lower' },
  'wrong-answer': { required: verdictsOf('WA') },
  'presentation-error': { required: verdictsOf('WA') },
  'time-limit-exceeded': { required: verdictsOf('TLE') },
  'memory-limit-exceeded': { required: verdictsOf('MLE') },
  rejected: { accepted: false },
  failed: { accepted: false },
  'time-limit-exceeded-or-accepted': { permitted: verdictsOf('AC', 'TLE') },
  'time-limit-exceeded-or-memory-limit-exceeded': { required: verdictsOf('TLE', 'MLE') },
  'do-not-run': { ignored: true },
};

export function readPolygonSolutions({
  archive,
  root,
  headers,
  problem,
}: PolygonPackage): JurySolution<Content>[] {
  const solutions: JurySolution<Content>[] = [];
  for (const element of elementsAt(root, 'assets', 'solutions', 'solution')) {
    const source = elementAt(element, 'source')?.attributes ?? {};
    const path = source['path'] ?? '';
    const language = languageOfName(source['type'] ?? '') ?? languageOfPath(path);
    const program = programOfFile(archive, path, { language, beside: headers });
    if (!program) {
      problem.warnings.push(`the solution ${path} is not in the package, or in no language that is known`);
      continue;
    }
    const tag = element.attributes['tag'] ?? '';
    if (!Object.hasOwn(TAGS, tag)) problem.warnings.push(`the tag ${tag} of ${path} is not known`);
    const within = elementsAt(element, 'extra-tags', 'extra-tag').flatMap(({ attributes }) => {
      if (attributes['group'] === undefined) sayTagOfSet(attributes, path, problem.warnings);
      const demand = TAGS[attributes['tag'] ?? ''];
      return attributes['group'] !== undefined && demand ? [[attributes['group'], demand] as const] : [];
    });
    solutions.push({
      path,
      program,
      expected: {
        label: tag,
        ...(Object.hasOwn(TAGS, tag) ? TAGS[tag] : { ignored: true as const }),
        ...(within.length > 0 && { within: Object.fromEntries(within) }),
      },
    });
  }
  return solutions;
}

/** What is expected with one set of tests alone; here there is but one set. */
function sayTagOfSet({ tag, testset }: XmlElement['attributes'], path: string, warnings: string[]): void {
  const where = testset === undefined ? 'no group' : `the set of tests "${testset}"`;
  warnings.push(`the further tag ${tag ?? '(none)'} of ${path}, for ${where}, is not checked`);
}
