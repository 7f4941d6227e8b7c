import type { JudgeTestResult, Program, SuiteOfJob } from '@app/contracts';
import { CheckerProgram } from '../../checkers/program.js';
import { executionOf } from '../../results/verdict.js';
import { mainFileName } from '../../runner/compile/main-file.js';
import { LANGUAGE_ROWS } from '../../runner/languages/table.js';
import type { JobContext } from '../kind.js';
import { withSandbox } from '../sandbox.js';
import { familyOf } from './added-code.js';
import { preparedOfSuite } from './maker.js';
import { programOf, type JudgeProblem } from './problem.js';
import { shownToContestant } from './shown.js';
import type { TestTally } from './tally.js';
import { endOf, maximumOf } from './test-end.js';

/** What the package format calls languages that have another name here. */
const CODES: Readonly<Record<string, string>> = { python: 'python3', pypy: 'python3' };

/**
 * Settles the tests that look at the sources alone, before any other is run: the problem's static validator
 * finds the files of the submission in its folder, and hears their language and where the program begins.
 * @param languageId of the submission
 * @throws JobFailed, RunnerUnavailable, the reason of the context's signal
 */
export async function settleStaticTests(
  problem: JudgeProblem,
  submission: { program: Program; languageId: string },
  { suiteId, suite }: { suiteId?: string | undefined; suite?: SuiteOfJob | undefined },
  tally: TestTally,
  context: JobContext,
): Promise<void> {
  const indexes = problem.tests.flatMap(({ isStatic }, index) => (isStatic ? [index] : []));
  const { staticValidator } = problem;
  if (indexes.length === 0 || !staticValidator || suiteId === undefined) return;
  const source = await programOf(staticValidator);
  const validator = await preparedOfSuite(source, 'static validator', suiteId, context);
  const files = filesOf(submission);
  const checker = new CheckerProgram(validator, { protocol: 'kattis' });
  await withSandbox(context, [validator], async (sandbox) => {
    for (const index of indexes) {
      const test = problem.tests[index]!;
      const { outcome, judgement } = await checker.checkSources(sandbox, files, [
        [codeOf(submission.languageId), entryOf(submission)],
        test.checkerArgs ?? [],
      ]);
      const { verdict, share, points, message } = endOf(outcome, judgement, maximumOf(test));
      const group = tally.schedule.groupOf(index);
      const silent = { ...outcome, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
      const full: JudgeTestResult = {
        name: test.name,
        ...(group !== undefined && { group }),
        ...executionOf(silent, verdict),
        // The end of the validator is no end of the program.
        exitCode: null,
        signal: null,
        ...(message && { message }),
      };
      const shown = suite?.feedback === 'verdicts' ? shownToContestant(full, judgement, false) : full;
      tally.settleBefore(index, shown, { verdict, share, ...(points !== undefined && { points }) });
    }
  });
}

function codeOf(languageId: string): string {
  const family = familyOf(languageId);
  return CODES[family] ?? family;
}

function mainFileOf({ program, languageId }: { program: Program; languageId: string }): string {
  const row = LANGUAGE_ROWS.find(({ id }) => id === languageId || id === familyOf(languageId));
  return row ? mainFileName({ row, variant: {} }, program.source, program.mainFile) : 'main';
}

/** Classes have the names of their files. */
function entryOf(submission: { program: Program; languageId: string }): string {
  const name = mainFileOf(submission);
  return /\.java$/.test(name) ? name.replace(/\.java$/, '') : name;
}

function filesOf(submission: { program: Program; languageId: string }): { path: string; content: Buffer }[] {
  const { source, encoding, files = [] } = submission.program;
  const main = { path: mainFileOf(submission), content: Buffer.from(source, encoding ?? 'utf8') };
  const others = files.map((file) => ({
    path: file.path,
    content: Buffer.from(file.content, file.encoding ?? 'utf8'),
  }));
  return [main, ...others];
}
