import type { SuiteGroupView, SuiteSummary, SuiteView } from '@app/contracts';
import type { Suite, SuiteVersion } from '@app/database';
import type { ProblemGroup } from '@app/packages';
import type { FoundSuite } from '../suite-store/suite-rows.js';

export function toSummary(
  suite: Suite,
  version: Omit<SuiteVersion, 'problem' | 'verification'>,
): SuiteSummary {
  return {
    id: suite.id,
    version: version.version,
    name: version.name,
    format: version.format,
    tests: version.testCount,
    public: suite.visibility === 'private' ? false : suite.visibility,
    createdAt: suite.createdAt.toISOString(),
    updatedAt: version.createdAt.toISOString(),
  };
}

/**
 * What is answered when a suite came in, or is looked at. Callers who may only submit to it learn no name and
 * no rule of a test.
 */
export function toView(found: FoundSuite): SuiteView {
  const { suite, version, problem, maySee } = found;
  const open = {
    ...toSummary(suite, version),
    ...(problem.license && { license: problem.license }),
    ...(problem.owner && { owner: problem.owner }),
    ...(problem.source && { source: problem.source }),
    limits: problem.limits,
    ...(problem.io && { io: problem.io }),
    interactive: problem.interactor !== undefined,
  };
  if (!maySee) return { ...open, groups: problem.groups.map(openGroup), warnings: [] };
  return {
    ...open,
    groups: problem.groups,
    warnings: problem.warnings,
    checker:
      problem.checker.type === 'program' ? { ...problem.checker, program: undefined } : problem.checker,
    testList: problem.tests.map(({ name, sample, points, input, answer }) => ({
      name,
      ...(sample && { sample }),
      ...(points !== undefined && { points }),
      input: input.kind === 'file' ? { bytes: input.file.bytes } : { made: input.kind },
      answer: !answer ? null : answer.kind === 'file' ? { bytes: answer.file.bytes } : { made: answer.kind },
    })),
    solutions: problem.solutions.map(({ path, program, expected }) => ({
      path,
      language: program.language,
      expected,
    })),
  };
}

function openGroup({ name, points, groups }: ProblemGroup): SuiteGroupView {
  return {
    name,
    ...(points !== undefined && { points }),
    ...(groups.length > 0 && { groups: groups.map(openGroup) }),
  };
}
