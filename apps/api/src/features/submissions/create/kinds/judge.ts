import type { FieldError } from '@app/contracts';
import { testsProblems } from '../check-tests.js';
import { JudgeTestDto } from '../dto/judge-test.dto.js';
import { EXAMPLE_PROGRAM as program } from './examples.js';
import { JudgeSubmissionDto } from './judge.dto.js';
import type { RequestKind } from './kind.js';

/** What a suite says itself. */
const OF_A_SUITE = ['groups', 'checker', 'io'] as const;

function problemsOf(request: JudgeSubmissionDto): FieldError[] {
  const { tests, suiteId, groups } = request;
  if (suiteId === undefined) {
    if (tests === undefined) return [{ field: 'tests', message: 'is needed, or suiteId in its place' }];
    return testsProblems(tests, groups);
  }
  const twice =
    tests === undefined ? [] : [{ field: 'tests', message: 'cannot be given together with suiteId' }];
  const ofSuite = OF_A_SUITE.filter((name) => request[name] !== undefined);
  return [
    ...twice,
    ...ofSuite.map((field) => ({ field, message: "is the suite's, where there is a suiteId" })),
  ];
}

export const JUDGE: RequestKind<JudgeSubmissionDto> = {
  dto: JudgeSubmissionDto,
  testDto: JudgeTestDto,
  example: {
    summary: 'Judge a program on tests',
    value: { kind: 'judge', program, tests: [{ name: 'sample', input: '1 2', expectedOutput: '3' }] },
  },
  problemsOf,
};
