import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { Problem, ProblemGroup, ProblemProgram, ProblemTest, TestData } from '../model.js';
import { PackageError } from '../package-error.js';
import { baseName, languageOfName, languageOfPath, stemOf } from '../text/languages.js';
import { programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { shellWords } from '../text/shell-words.js';
import { elementAt, elementsAt, numberAt, parseXml, type XmlElement } from '../text/xml.js';
import type { PolygonPackage } from './polygon-package.js';
import { readPolygonSolutions } from './polygon-solutions.js';

/**
 * Packages of Codeforces Polygon, full (every test is there) and standard (generated tests and all answers
 * are missing and are made by the package's generators and its main solution).
 */
export async function readPolygon(archive: Archive): Promise<Problem<Content>> {
  const root = parseXml(await readText(archive.file('problem.xml')!), 'problem.xml');
  const names = elementsAt(root, 'names', 'name').map(({ attributes }) => [
    attributes['language'] ?? '',
    attributes['value'] ?? '',
  ]);
  const english = names.find(([language]) => language === 'english') ?? names[0];
  const problem = emptyProblem('polygon', english?.[1] || root.attributes['short-name'] || 'problem');
  problem.names = Object.fromEntries(names) as Record<string, string>;
  if (root.attributes['url']) problem.source = root.attributes['url'];
  const headers = headersOfPackage(archive, root);
  const pack: PolygonPackage = { archive, root, headers, problem };
  readJudging(pack);
  readAssets(pack);
  problem.solutions = readPolygonSolutions(pack);
  const main = problem.solutions.findIndex(({ expected }) => expected.label === 'main');
  if (main >= 0) problem.mainSolution = main;
  sayWhatIsMade(pack);
  return problem;
}

function headersOfPackage(archive: Archive, root: XmlElement): PolygonPackage['headers'] {
  return elementsAt(root, 'files', 'resources', 'file')
    .map(({ attributes }) => attributes['path'] ?? '')
    .filter((path) => /\.(h|hpp|hh)$/.test(path) && archive.has(path))
    .map((path) => ({ path: baseName(path), content: archive.file(path)! }));
}

function readJudging({ archive, root, problem }: PolygonPackage): void {
  const judging = elementAt(root, 'judging');
  const sets = elementsAt(judging, 'testset');
  const set = sets.find(({ attributes }) => attributes['name'] === 'tests') ?? sets[0];
  if (!set) throw new PackageError('broken_package', 'problem.xml has no set of tests');
  for (const other of sets) {
    if (other !== set)
      problem.warnings.push(`the set of tests "${other.attributes['name']}" is not imported`);
  }
  if (Number(judging?.attributes['run-count'] ?? 1) > 1) {
    throw new PackageError('unsupported_package', 'problems whose solution is run twice are not judged');
  }
  const { 'input-file': input, 'output-file': output } = judging?.attributes ?? {};
  if (input || output) problem.io = { ...(input && { input }), ...(output && { output }) };
  const timeLimit = numberAt(set, 'time-limit');
  const memory = numberAt(set, 'memory-limit');
  if (timeLimit !== undefined) problem.limits.cpuTimeLimitMs = timeLimit;
  if (memory !== undefined) problem.limits.memoryLimitBytes = memory;
  const inputPattern = elementAt(set, 'input-path-pattern')?.text.trim() ?? 'tests/%02d';
  const answerPattern = elementAt(set, 'answer-path-pattern')?.text.trim() ?? 'tests/%02d.a';
  const byGroup = new Map<string, string[]>();
  elementsAt(set, 'tests', 'test').forEach((element, at) => {
    const test = readTest(
      archive,
      element,
      byPattern(inputPattern, at + 1),
      byPattern(answerPattern, at + 1),
    );
    problem.tests.push(test);
    const name = element.attributes['group'];
    if (name !== undefined) byGroup.set(name, [...(byGroup.get(name) ?? []), test.name]);
  });
  const hasPoints = problem.tests.some(({ points }) => points !== undefined);
  const groups = elementsAt(set, 'groups', 'group');
  if (hasPoints || groups.some(({ attributes }) => attributes['points'] !== undefined)) {
    problem.groups = readGroups(problem, groups, byGroup);
  }
}

function byPattern(pattern: string, number: number): string {
  return pattern.replace(/%(0?)(\d*)d/, (_all, zero: string, width: string) =>
    String(number).padStart(Number(width || 0), zero ? '0' : ' '),
  );
}

function readTest(
  archive: Archive,
  { attributes }: XmlElement,
  path: string,
  answerPath: string,
): ProblemTest<Content> {
  const points = Number(attributes['points']);
  const answer = archive.file(answerPath);
  const input = archive.file(path);
  return {
    name: baseName(path),
    input: input ? fileData(input) : generated(attributes, path),
    answer: answer ? fileData(answer) : { kind: 'solved' },
    ...(attributes['sample'] === 'true' && { sample: true }),
    ...(attributes['points'] !== undefined && Number.isFinite(points) && { points }),
    ...(attributes['description'] && { description: attributes['description'] }),
  };
}

function generated(attributes: XmlElement['attributes'], path: string): TestData<Content> {
  const command = attributes['cmd'];
  if (!command)
    throw new PackageError('broken_package', `the test ${path} is neither in the package nor generated`);
  const [generator = '', ...args] = shellWords(command);
  const file = attributes['from-file'];
  return { kind: 'generated', generator, args, stream: file ? { file } : 'stdout' };
}

function readGroups(
  problem: Problem<Content>,
  elements: readonly XmlElement[],
  byGroup: ReadonlyMap<string, string[]>,
): ProblemGroup[] {
  const described = new Map(elements.map((element) => [element.attributes['name'] ?? '', element]));
  const names = [...new Set([...described.keys(), ...byGroup.keys()])].filter((name) => byGroup.has(name));
  return names.map((name) => {
    const element = described.get(name);
    const tests = byGroup.get(name) ?? [];
    const isComplete = element?.attributes['points-policy'] === 'complete-group';
    const points = Number(element?.attributes['points']);
    const own = problem.tests
      .filter((test) => tests.includes(test.name))
      .reduce((sum, test) => sum + (test.points ?? 0), 0);
    return group(name, {
      tests,
      aggregation: isComplete ? 'all' : 'sum',
      ...(isComplete && { points: Number.isFinite(points) ? points : own, onReject: 'break' as const }),
      dependsOn: elementsAt(element, 'dependencies', 'dependency').map(
        ({ attributes }) => attributes['group'] ?? '',
      ),
    });
  });
}

/** Those of testlib's checkers that are built in; of another one its source is taken. */
const STOCK: ReadonlySet<string> = new Set(
  `fcmp lcmp wcmp ncmp uncmp icmp hcmp acmp rcmp dcmp rcmp4 rcmp6 rcmp9 rncmp yesno nyesno caseicmp casencmp casewcmp`.split(
    ' ',
  ),
);

function readAssets({ archive, root, headers, problem }: PolygonPackage): void {
  const program = (element: XmlElement | undefined, what: string): ProblemProgram<Content> | undefined => {
    const path = element?.attributes['path'] ?? '';
    const language = languageOfName(element?.attributes['type'] ?? '') ?? languageOfPath(path);
    const found = programOfFile(archive, path, { language, beside: headers });
    if (!found)
      problem.warnings.push(
        `the ${what} ${path || '(no path)'} is not in the package, or in no language that is known`,
      );
    return found;
  };
  const checker = elementAt(root, 'assets', 'checker');
  const stock = /^std::(\w+)\.cpp$/.exec(checker?.attributes['name'] ?? '')?.[1];
  const source = elementAt(checker, 'source');
  if (stock !== undefined && (STOCK.has(stock) || !source))
    problem.checker = { type: 'testlib', name: stock };
  else if (source) {
    const found = program(source, 'checker');
    if (!found) throw new PackageError('broken_package', 'the checker of the package cannot be used');
    problem.checker = {
      type: 'program',
      program: found,
      protocol: 'testlib',
      args: [],
      pointsAre: 'absolute',
    };
  } else problem.warnings.push('the package has no checker: lines are compared');
  const interactor = elementAt(root, 'assets', 'interactor', 'source');
  if (interactor) {
    const found = program(interactor, 'interactor');
    if (!found) throw new PackageError('broken_package', 'the interactor of the package cannot be used');
    problem.interactor = { program: found, protocol: 'testlib', args: [], checkerFollows: true };
  }
  problem.validators = elementsAt(root, 'assets', 'validators', 'validator', 'source').flatMap(
    (element) => program(element, 'validator') ?? [],
  );
  for (const element of elementsAt(root, 'files', 'executables', 'executable', 'source')) {
    const path = element.attributes['path'] ?? '';
    if (!archive.has(path)) continue;
    const found = program(element, 'generator');
    if (found) problem.generators[stemOf(path)] = found;
  }
  readGraders({ archive, root, problem });
}

/** Resources that are compiled with solutions. */
function readGraders({ archive, root, problem }: Pick<PolygonPackage, 'archive' | 'root' | 'problem'>): void {
  for (const element of elementsAt(root, 'files', 'resources', 'file')) {
    const assets = elementsAt(element, 'assets', 'asset').map(({ attributes }) =>
      attributes['name']?.toLowerCase(),
    );
    const path = element.attributes['path'] ?? '';
    const content = archive.file(path);
    if (!content || !assets.includes('solution')) continue;
    const { 'for-types': types, 'for-type': type } = element.attributes;
    const language = languageOfName((types ?? type ?? '').replace(/\*.*$/, '')) ?? languageOfPath(path);
    problem.added.push({
      language: language ?? '*',
      path: baseName(path),
      content,
      ...(languageOfPath(path) !== undefined && { isEntry: true }),
    });
  }
}

function sayWhatIsMade({ problem }: PolygonPackage): void {
  const inputs = problem.tests.filter(({ input }) => input.kind === 'generated');
  const answers = problem.tests.filter(({ answer }) => answer?.kind === 'solved');
  const list = (tests: ProblemTest<Content>[]) =>
    tests.length > 12 ? `${tests.length} tests` : `the tests ${tests.map(({ name }) => name).join(', ')}`;
  for (const { input, name } of inputs) {
    if (input.kind === 'generated' && !Object.hasOwn(problem.generators, input.generator)) {
      throw new PackageError(
        'broken_package',
        `the test ${name} is made by ${input.generator}, which is not in the package`,
      );
    }
  }
  if (answers.length > 0 && problem.mainSolution === undefined) {
    throw new PackageError(
      'broken_package',
      'answers are missing and there is no main solution to make them',
    );
  }
  if (inputs.length > 0)
    problem.warnings.push(`made by generators of the package: the inputs of ${list(inputs)}`);
  if (answers.length > 0) problem.warnings.push(`made by the main solution: the answers of ${list(answers)}`);
}
