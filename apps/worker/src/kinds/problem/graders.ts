import type { ExecutionVerdict } from '@app/contracts';
import type { ProblemGroup } from '@app/packages';
import { HELPER_LIMITS } from '../../checkers/program.js';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import { JobFailed, type JobContext } from '../kind.js';
import { withSandbox } from '../sandbox.js';
import { preparedOfSuite } from './maker.js';
import { programOf, type JudgeProblem } from './problem.js';
import type { Grade } from './scoring.js';
import type { TestTally } from './tally.js';

const WORDS: Readonly<Record<ExecutionVerdict, string>> = {
  accepted: 'AC',
  wrong_answer: 'WA',
  time_limit_exceeded: 'TLE',
  memory_limit_exceeded: 'MLE',
  output_limit_exceeded: 'OLE',
  runtime_error: 'RTE',
  compile_error: 'CE',
  internal_error: 'JE',
};
const VERDICTS = new Map(Object.entries(WORDS).map(([verdict, word]) => [word, verdict as ExecutionVerdict]));

/**
 * Asks the problem's grader about each group that it grades, inner ones before those that hold them. It hears
 * a line for each part, `AC 20`, and answers with one for the group.
 * @throws JobFailed when it does not; RunnerUnavailable; the reason of the context's signal
 */
export async function gradeGroups(
  problem: JudgeProblem,
  suiteId: string | undefined,
  tally: TestTally,
  context: JobContext,
): Promise<void> {
  const { grader } = problem;
  const groups = innermostFirst(problem.groups).filter(({ graderArgs }) => graderArgs !== undefined);
  if (!grader || groups.length === 0 || suiteId === undefined) return;
  const program = await preparedOfSuite(await programOf(grader), 'grader', suiteId, context);
  await withSandbox(context, [program], async (sandbox) => {
    for (const group of groups) {
      const lines = partsOf(group, problem, tally);
      // Nothing of it was run: there is nothing to grade.
      if (lines.length > 0) tally.grade(group.name, await askAbout(group, lines, program, sandbox));
    }
  });
}

function innermostFirst(groups: readonly ProblemGroup[]): ProblemGroup[] {
  return groups.flatMap((group) => [...innermostFirst(group.groups), group]);
}

/** Its tests and groups that were run, as lines. */
function partsOf(group: ProblemGroup, problem: JudgeProblem, tally: TestTally): string[] {
  const { ofTest, groups } = tally.score();
  const tests = problem.tests.flatMap(({ name }, index) => {
    const end = group.tests.includes(name) ? tally.schedule.endOf(index) : undefined;
    return end ? `${WORDS[end.verdict]} ${ofTest[index] ?? 0}` : [];
  });
  const inner = group.groups.flatMap(({ name }) => {
    const result = groups.find((one) => one.name === name);
    return result?.verdict ? `${WORDS[result.verdict]} ${result.points}` : [];
  });
  return [...tests, ...inner];
}

async function askAbout(
  { name, graderArgs = [] }: ProblemGroup,
  lines: readonly string[],
  program: PreparedProgram,
  sandbox: Sandbox,
): Promise<Grade> {
  const item = { stdin: lines.map((line) => `${line}\n`).join(''), args: [...graderArgs] };
  const [outcome] = await sandbox.run(program, [item], HELPER_LIMITS, { stdoutKeepBytes: 4_096 });
  const grade = outcome && gradeIn(outcome);
  if (grade) return grade;
  const said = outcome ? (outcome.stderr.toString() || outcome.stdout.toString()).slice(0, 1_000) : '';
  throw new JobFailed(`the grader did not say what the group ${name} comes to: ${said}`);
}

function gradeIn(outcome: RunOutcome): Grade | undefined {
  if (outcome.kind !== 'ok') return undefined;
  const match = /^\s*([A-Z]+)\s+(-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*$/.exec(outcome.stdout.toString());
  const verdict = VERDICTS.get(match?.[1] ?? '');
  return verdict && { verdict, points: Math.max(0, Number(match![2])) };
}
