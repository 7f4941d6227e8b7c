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
  checker: Checker;
  stopOnFirstFailure: boolean;
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
}

/** Nothing typed yet. */
export const EMPTY_JUDGE: JudgeDraft = {
  program: { language: '', source: '' },
  tests: [],
  checker: { type: 'lines' },
  stopOnFirstFailure: false,
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
};

/** What such a draft is called in a list. */
export const nameOfJudge = ({ program, tests }: JudgeDraft): string =>
  `${titleOfSource(program.source) || 'Without a title'} (${tests.length} tests)`;
