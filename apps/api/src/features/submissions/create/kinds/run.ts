import { EXAMPLE_PROGRAM as program } from './examples.js';
import type { RequestKind } from './kind.js';
import { RunSubmissionDto } from './run.dto.js';

export const RUN: RequestKind<RunSubmissionDto> = {
  dto: RunSubmissionDto,
  example: { summary: 'Run a program', value: { kind: 'run', program, stdin: '1 2' } },
};
