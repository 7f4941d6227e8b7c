import { EXAMPLE_PROGRAM as program } from './examples.js';
import { JudgeSubmissionDto } from './judge.dto.js';
import type { RequestKind } from './kind.js';

export const JUDGE: RequestKind<JudgeSubmissionDto> = {
  dto: JudgeSubmissionDto,
  example: {
    summary: 'Judge a program on tests',
    value: { kind: 'judge', program, tests: [{ name: 'sample', input: '1 2', expectedOutput: '3' }] },
  },
};
