import { EXAMPLE_PROGRAM as program } from './examples.js';
import type { RequestKind } from './kind.js';
import { StressSubmissionDto } from './stress.dto.js';

export const STRESS: RequestKind<StressSubmissionDto> = {
  dto: StressSubmissionDto,
  example: {
    summary: 'Find the input on which two programs disagree',
    value: {
      kind: 'stress',
      reference: program,
      candidate: { language: 'python', source: 'a, b = map(int, input().split())\nprint(a - -abs(b))' },
      generator: { clex: 'N[-9,9] N[-9,9]' },
      iterations: 100,
      seed: '42',
    },
  },
  problemsOf: ({ generator, firstIteration = 0, format }) => [
    ...('inputs' in generator && firstIteration >= generator.inputs.length
      ? [{ field: 'firstIteration', message: `there are ${generator.inputs.length} inputs` }]
      : []),
    ...('clex' in generator && typeof format === 'string'
      ? [{ field: 'format', message: 'may not be there beside generator.clex, which is the format' }]
      : []),
  ],
  clexTextsOf: ({ generator, format }) => [
    ...('clex' in generator ? [['generator.clex', generator.clex] as const] : []),
    ...(typeof format === 'string' ? [['format', format] as const] : []),
  ],
};
