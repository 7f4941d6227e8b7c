import type { Checker } from '@app/contracts';
import { titleOfSource, type ProgramDraft } from './draft.js';

/** One test as it is typed. */
export interface TestDraft {
  name: string;
  input: string;
  expectedOutput: string;
}

/** A program and the tests it has to pass. */
export interface JudgeDraft {
  program: ProgramDraft;
  tests: TestDraft[];
  /** In place of these tests: a suite; empty: one is to be chosen; null: the tests above. */
  suiteId: string | null;
  checker: Checker;
  stopOnFirstFailure: boolean;
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
}

/** Nothing typed yet. */
export const EMPTY_JUDGE: JudgeDraft = {
  program: { language: '', source: '' },
  tests: [],
  suiteId: null,
  checker: { type: 'lines' },
  stopOnFirstFailure: false,
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
};

/** What such a draft is called in a list. */
export const nameOfJudge = ({ program, tests, suiteId }: JudgeDraft): string =>
  `${titleOfSource(program.source) || 'Without a title'} (${suiteId === null ? `${tests.length} tests` : 'a suite'})`;

/** Tests to begin with. */
export const EXAMPLE_TESTS: readonly TestDraft[] = [
  { name: '1', input: '1 2\n', expectedOutput: '3\n' },
  { name: '2', input: '-5 5\n', expectedOutput: '0\n' },
];

/** Whether they are those of the example, unchanged. */
export function areExample(tests: readonly TestDraft[]): boolean {
  return JSON.stringify(tests) === JSON.stringify(EXAMPLE_TESTS);
}
