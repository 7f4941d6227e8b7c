import { withDefaultLimits, type Program } from '@app/contracts';
import { JobFailed } from '../kind.js';
import { withAddedCode } from '../problem/added-code.js';
import { LEAST_SOLUTION_MS, preparedOfSuite, type Solve } from '../problem/maker.js';
import { programOf, type JudgeProblem } from '../problem/problem.js';
import { readData } from '../problem/test-data.js';
import { withSandbox } from '../sandbox.js';
import { withMovedStreams } from './cms-manager.js';
import { playPasses, TESTLIB_OUTPUT } from './passes.js';

/** The interactor that is compiled: that of the package, with what its protocol needs beside it. */
export async function interactorOfSuite({
  program,
  protocol,
}: NonNullable<JudgeProblem['interactor']>): Promise<Program> {
  const own = await programOf(program);
  return protocol === 'cms' ? withMovedStreams(own) : own;
}

/** Answers of interactive tests: what the interactor writes while the main solution talks to it. */
export const solveByTalk: Solve = async (problem, indexes, { suiteId }, context, keep) => {
  const { interactor, passes: mostPasses } = problem;
  const solution = problem.solutions[problem.mainSolution ?? -1];
  if (!solution || !interactor) {
    throw new JobFailed('answers are missing and the suite has no main solution, or no interactor');
  }
  const what = `main solution ${solution.path}`;
  const source = await withAddedCode(await programOf(solution.program), problem.added);
  const program = await preparedOfSuite(source, what, suiteId, context);
  const other = await preparedOfSuite(await interactorOfSuite(interactor), 'interactor', suiteId, context);
  const limits = withDefaultLimits({
    cpuTimeLimitMs: Math.max(LEAST_SOLUTION_MS, 3 * (problem.limits.cpuTimeLimitMs ?? 0)),
    ...(problem.limits.memoryLimitBytes !== undefined && {
      memoryLimitBytes: problem.limits.memoryLimitBytes,
    }),
  });
  await withSandbox(context, [program], (ours) =>
    withSandbox(context, [other], async (theirs) => {
      for (const index of indexes) {
        const test = problem.tests[index]!;
        const played = {
          input: await readData(test.input),
          answer: Buffer.alloc(0),
          args: test.args ?? [],
          files: [],
        };
        const passes = await playPasses(played, {
          program: { program, sandbox: ours },
          interactor: { program: other, sandbox: theirs },
          protocol: interactor.protocol,
          interactorArgs: [...interactor.args, ...(test.checkerArgs ?? [])],
          argsTemplate: interactor.argsTemplate,
          mostPasses,
          limits,
        });
        const last = passes.at(-1)!;
        if (last.decision.says?.kind !== 'accepted') {
          throw new JobFailed(
            `the ${what} does not come to terms with the interactor on the test ${test.name}`,
          );
        }
        const written = last.played.interactor.files?.find(({ path }) => path === TESTLIB_OUTPUT);
        await keep(index, written?.content ?? Buffer.alloc(0));
      }
    }),
  );
};
