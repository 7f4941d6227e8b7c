import { randomUUID } from 'node:crypto';
import type { Program, SubmissionRequest } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { performJob } from '../../apps/worker/src/kinds/index.js';
import { Slots } from '../../apps/worker/src/jobs/slots.js';
import { testContext } from '../../apps/worker/src/kinds/testing/context.js';
import { DockerFixture, toEveryContainer } from './support.js';

let fixture: DockerFixture;
beforeAll(async () => {
  fixture = await DockerFixture.start(['c', 'cpp', 'python']);
  await fixture.runner.whenWarm();
}, 600_000);
afterAll(() => fixture?.stop());

/** Never compiled before. */
const cpp = (body: string): Program => ({
  language: 'cpp',
  source: `// ${randomUUID()}\n#include <iostream>\n#include <unistd.h>\nint main() { long long x; std::cin >> x; usleep(10000); ${body} }\n`,
});
const python = (source: string): Program => ({ language: 'python', source });
const DOUBLE = 'std::cout << x * 2;';
const WRONG_FROM_900 = 'std::cout << x * 2 + (x > 900 ? 1 : 0);';
const EQUAL =
  'import sys\na = open(sys.argv[2]).read().strip()\nb = open(sys.argv[3]).read().strip()\nsys.exit(0 if a == b else 1)';
const TESTS = Array.from({ length: 40 }, (_, n) => ({ input: `${n}`, expectedOutput: `${n * 2}` }));

const JOBS: readonly [SubmissionRequest, verdict: string][] = [
  [{ kind: 'run', program: cpp(DOUBLE), stdin: '7' }, 'accepted'],
  [{ kind: 'judge', program: cpp(DOUBLE), tests: TESTS }, 'accepted'],
  [
    {
      kind: 'stress',
      reference: cpp(DOUBLE),
      candidate: cpp(WRONG_FROM_900),
      generator: { program: python('import sys\nprint(int(sys.argv[2]) * 100)') },
      iterations: 40,
    },
    'difference_found',
  ],
  [
    {
      kind: 'judge',
      program: cpp(DOUBLE),
      tests: TESTS,
      checker: { type: 'program', program: python(EQUAL) },
    },
    'accepted',
  ],
  [{ kind: 'judge', program: cpp('std::cout << x * 2 + (x == 39);'), tests: TESTS }, 'wrong_answer'],
  [{ kind: 'run', program: { language: 'c', source: 'int main(void) { return }' } }, 'compile_error'],
  [{ kind: 'run', program: cpp('return 3;'), stdin: '1' }, 'runtime_error'],
  [
    {
      kind: 'stress',
      reference: cpp(DOUBLE),
      candidate: cpp(DOUBLE),
      generator: { clex: 'N[1,1000]' },
      iterations: 60,
    },
    'no_difference',
  ],
  [{ kind: 'judge', program: python('print(int(input()) * 2)'), tests: TESTS }, 'accepted'],
  [
    { kind: 'run', program: cpp('for (;;);'), stdin: '1', limits: { cpuTimeLimitMs: 500 } },
    'time_limit_exceeded',
  ],
];

it(
  'docker kill of every container, again and again, leaves ten jobs their verdicts',
  { timeout: 300_000 },
  async () => {
    const slots = new Slots(2);
    let killed = 0;
    let ended = 0;
    const verdicts = JOBS.map(async ([request]) => {
      const context = await testContext(fixture.runner, slots);
      try {
        return (await performJob(request, context)).verdict;
      } finally {
        context.slot.release();
        ended += 1;
      }
    });
    // Amid the first compilations, then whenever two more jobs are done, whatever the others are doing then.
    for (const done of [0, 2, 4, 6, 8]) {
      while (ended < done) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 300));
      killed += await toEveryContainer('kill');
    }
    expect(await Promise.all(verdicts)).toEqual(JOBS.map(([, verdict]) => verdict));
    expect(killed).toBeGreaterThanOrEqual(5);
  },
);
