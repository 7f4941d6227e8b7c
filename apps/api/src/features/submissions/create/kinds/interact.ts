import type { FieldError } from '@app/contracts';
import { testsProblems } from '../check-tests.js';
import { JudgeTestDto } from '../dto/judge-test.dto.js';
import { InteractSubmissionDto } from './interact.dto.js';
import type { RequestKind } from './kind.js';

/** Thinks of a number, and says whether a guess is it. */
const INTERACTOR = `import sys
secret = int(open(sys.argv[1]).read())
for line in sys.stdin:
    print('yes' if int(line) == secret else 'no', flush=True)
    if int(line) == secret: sys.exit(0)
sys.exit(1)`;

/** What a suite says itself. */
const OF_A_SUITE = ['interactor', 'protocol', 'passes', 'tests', 'groups', 'checker'] as const;

function problemsOf(request: InteractSubmissionDto): FieldError[] {
  const { tests, suiteId, groups, interactor, checker, protocol } = request;
  if (suiteId !== undefined) {
    return OF_A_SUITE.filter((name) => request[name] !== undefined).map((field) => ({
      field,
      message: "is the suite's, where there is a suiteId",
    }));
  }
  const missing = (['tests', 'interactor'] as const)
    .filter((name) => request[name] === undefined)
    .map((field) => ({ field, message: 'is needed, or suiteId in its place' }));
  if (tests === undefined || interactor === undefined) return missing;
  const errors = testsProblems(tests, groups);
  if (checker !== undefined && protocol === 'kattis')
    errors.push({
      field: 'checker',
      message: "has nothing to look at: interactors of Kattis' judge themselves",
    });
  return errors;
}

export const INTERACT: RequestKind<InteractSubmissionDto> = {
  dto: InteractSubmissionDto,
  testDto: JudgeTestDto,
  example: {
    summary: 'Let a program talk to an interactor',
    value: {
      kind: 'interact',
      program: {
        language: 'python',
        source: 'n = 0\nwhile True:\n    print(n, flush=True)\n    if input() == "yes": break\n    n += 1',
      },
      interactor: { language: 'python', source: INTERACTOR },
      tests: [{ name: 'sample', input: '3' }],
    },
  },
  problemsOf,
};
