import type { Content } from '../archive/content.js';
import type { PackageFormat, Problem, ProblemGroup, ProblemTest, TestData } from '../model.js';
import { PackageError } from '../package-error.js';

/** The name of a problem whose package says none, unless the package's folder has one. */
export const UNNAMED = 'problem';

/** A problem with nothing in it. */
export function emptyProblem(format: PackageFormat, name: string): Problem<Content> {
  return {
    format,
    name,
    names: {},
    tests: [],
    groups: [],
    checker: { type: 'lines' },
    passes: 1,
    limits: {},
    added: [],
    validators: [],
    generators: {},
    solutions: [],
    warnings: [],
  };
}

export function fileData(file: Content): TestData<Content> {
  return { kind: 'file', file };
}

export function group(name: string, more: Partial<ProblemGroup> = {}): ProblemGroup {
  return { name, tests: [], groups: [], aggregation: 'all', dependsOn: [], onReject: 'continue', ...more };
}

/** A group as a request writes it: what it leaves out has a default. */
export interface GroupOfRequest {
  name: string;
  tests?: string[];
  groups?: GroupOfRequest[];
  points?: number;
  aggregation?: 'all' | 'sum' | 'min' | 'max';
  dependsOn?: string[];
  onReject?: 'continue' | 'break';
}

/** A group that has points gives them for all of its tests; one without adds up those of its tests. */
export function groupOfRequest(asked: GroupOfRequest): ProblemGroup {
  const { name, tests, groups, points, aggregation, dependsOn, onReject } = asked;
  return group(name, {
    tests: tests ?? [],
    groups: (groups ?? []).map(groupOfRequest),
    ...(points !== undefined && { points }),
    aggregation: aggregation ?? (points === undefined ? 'sum' : 'all'),
    dependsOn: dependsOn ?? [],
    onReject: onReject ?? 'continue',
  });
}

/** @throws PackageError where a name is there twice, or a group names what is not there, or waits for itself */
export function checkProblem(problem: Problem<unknown>): void {
  const tests = new Set<string>();
  for (const { name } of problem.tests) {
    if (tests.has(name)) broken(`two tests have the name ${name}`);
    tests.add(name);
  }
  if (tests.size === 0) broken('there are no tests in it');
  checkGroups(problem.groups, tests);
}

/** @throws PackageError as `checkProblem` */
export function checkGroups(groups: readonly ProblemGroup[], tests: ReadonlySet<string>): void {
  const waitsFor = new Map<string, string[]>();
  const taken = new Set<string>();
  const walk = (part: ProblemGroup, above: string[]): void => {
    if (waitsFor.has(part.name)) broken(`two groups have the name ${part.name}`);
    // A group waits for what its own groups wait for: it cannot be what they wait for.
    for (const name of [part.name, ...above]) {
      waitsFor.set(name, [...(waitsFor.get(name) ?? []), ...part.dependsOn]);
    }
    for (const name of part.tests) {
      if (!tests.has(name)) broken(`the group ${part.name} has the test ${name}, which is not there`);
      if (taken.has(name)) broken(`the test ${name} is in two groups`);
      taken.add(name);
    }
    for (const inner of part.groups) walk(inner, [part.name, ...above]);
  };
  for (const part of groups) walk(part, []);
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) broken(`the groups ${[...way, name].join(', ')} wait for each other`);
    if (done.has(name)) return;
    for (const other of waitsFor.get(name) ?? []) {
      if (!waitsFor.has(other)) broken(`the group ${name} depends on ${other}, which is not there`);
      visit(other, [...way, name]);
    }
    done.add(name);
  };
  for (const name of waitsFor.keys()) visit(name, []);
}

function broken(what: string): never {
  throw new PackageError('broken_package', what);
}

/** The pointer that Git LFS leaves where a big file was. */
function isLfsPointer(bytes: Buffer): boolean {
  return bytes.subarray(0, 40).toString('latin1').startsWith('version https://git-lfs.github.com/spec');
}

/** Looks into the small files of the tests for pointers to files that are not in the package. */
export async function refuseLfsPointers(tests: readonly ProblemTest<Content>[]): Promise<void> {
  for (const test of tests) {
    for (const data of [test.input, test.answer]) {
      if (data?.kind !== 'file' || data.file.bytes === undefined || data.file.bytes > 300) continue;
      if (data.file.bytes < 100) continue;
      for await (const chunk of await data.file.open()) {
        if (isLfsPointer(chunk as Buffer)) {
          broken(`the test ${test.name} is a pointer of Git LFS: its data is not in the package`);
        }
        break;
      }
    }
  }
}
