import { InteractSubmissionDto } from './interact.dto.js';
import type { RequestKind } from './kind.js';

/** Thinks of a number, and says whether a guess is it. */
const INTERACTOR = `import sys
secret = int(open(sys.argv[1]).read())
for line in sys.stdin:
    print('yes' if int(line) == secret else 'no', flush=True)
    if int(line) == secret: sys.exit(0)
sys.exit(1)`;

export const INTERACT: RequestKind<InteractSubmissionDto> = {
  dto: InteractSubmissionDto,
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
};
