import type { InteractTestResult, Limits, SuiteOfJob } from '@app/contracts';
import type { InteractorProtocol } from '@app/packages';
import type { OutputChecker } from '../../checkers/checker.js';
import type { Judgement } from '../../checkers/judgement.js';
import { clippedText } from '../../results/stored-text.js';
import { executionOf } from '../../results/verdict.js';
import type { PreparedProgram, RunOutcome, Sandbox } from '../../runner/runner.js';
import type { JudgedTest, JudgeProblem } from '../problem/problem.js';
import type { TestEnd } from '../problem/schedule.js';
import { shownToContestant } from '../problem/shown.js';
import type { TestTally } from '../problem/tally.js';
import { readData } from '../problem/test-data.js';
import { endOf, maximumOf, type FullEnd } from '../problem/test-end.js';
import type { Played } from './conversation.js';
import { playPasses, TESTLIB_OUTPUT, type Pass, type PlayedTest } from './passes.js';

const MAX_MESSAGE_BYTES = 1_024;

/** What every test of an interact job is played with. */
export interface MatchSetup {
  problem: JudgeProblem;
  program: PreparedProgram;
  interactor: PreparedProgram;
  protocol: InteractorProtocol;
  interactorArgs: readonly string[];
  argsTemplate: string | undefined;
  mostPasses: number;
  limitsOf: (test: JudgedTest) => Limits;
  /** Looks at what a content interactor wrote; null: its word is the last. */
  checker: { checker: OutputChecker; program: PreparedProgram | undefined } | null;
  feedback: SuiteOfJob['feedback'];
}

/** Where one lane plays. */
export interface MatchSandboxes {
  program: Sandbox;
  /** Others: the program must not see what it is judged by. */
  interactor: Sandbox;
  checker: Sandbox;
}

/** Plays one test and enters what came out. */
export async function playTest(
  setup: MatchSetup,
  sandboxes: MatchSandboxes,
  tally: TestTally,
  index: number,
): Promise<void> {
  const test = setup.problem.tests[index]!;
  const limits = setup.limitsOf(test);
  const played = await playedTest(test);
  const passes = await playPasses(played, {
    program: { program: setup.program, sandbox: sandboxes.program },
    interactor: { program: setup.interactor, sandbox: sandboxes.interactor },
    protocol: setup.protocol,
    interactorArgs: [...setup.interactorArgs, ...(test.checkerArgs ?? [])],
    argsTemplate: setup.argsTemplate,
    mostPasses: setup.mostPasses,
    limits,
  });
  const judgement = await judgementOf(passes.at(-1)!, test, played, setup, sandboxes);
  const end = endOfMatch(passes.at(-1)!, judgement, maximumOf(test));
  const { verdict, share, points } = end;
  const counted: TestEnd = { verdict, share, ...(points !== undefined && { points }) };
  tally.settle(index, resultOf(test, passes, end, judgement, { setup, limits, tally }), counted);
}

async function playedTest({ input, answer, args = [], files = [] }: JudgedTest): Promise<PlayedTest> {
  const workFiles: { path: string; content: Buffer }[] = [];
  for (const { path, content } of files) workFiles.push({ path, content: await content.read() });
  return {
    input: await readData(input),
    answer: answer ? await readData(answer) : Buffer.alloc(0),
    args,
    files: workFiles,
  };
}

/**
 * What the interactor says, or of a content one the checker in its place; undefined: the program's own end
 * counts.
 */
async function judgementOf(
  { played, decision }: Pass,
  test: JudgedTest,
  { input, answer }: PlayedTest,
  { checker }: MatchSetup,
  sandboxes: MatchSandboxes,
): Promise<Judgement | undefined> {
  if (!checker || decision.says?.kind !== 'accepted') return decision.says;
  if (!checker.program && test.answer === undefined) return decision.says;
  const output = played.interactor.files?.find(({ path }) => path === TESTLIB_OUTPUT)?.content;
  const one = {
    input,
    output: output ?? Buffer.alloc(0),
    expected: answer,
    args: test.checkerArgs ?? [],
  };
  const [judgement] = await checker.checker.check(sandboxes.checker, [one]);
  if (!judgement) throw new Error('the checker judged nothing');
  return judgement;
}

function endOfMatch(
  { played, decision }: Pass,
  judgement: Judgement | undefined,
  maximum: number | undefined,
): FullEnd {
  if (judgement) return endOf(played.program, judgement, maximum);
  const { verdict, message = '' } = decision;
  return { verdict, share: Number(verdict === 'accepted'), message };
}

function resultOf(
  test: JudgedTest,
  passes: readonly Pass[],
  { verdict, message, first }: FullEnd,
  judgement: Judgement | undefined,
  { setup, limits, tally }: { setup: MatchSetup; limits: Limits; tally: TestTally },
): InteractTestResult {
  const { played } = passes.at(-1)!;
  const slowest = passes.reduce((a, b) => (b.played.program.cpuTimeMs > a.played.program.cpuTimeMs ? b : a));
  const { cpuTimeMs, wallTimeMs, memoryBytes } = played.interactor;
  const group = tally.schedule.groupOf(setup.problem.tests.indexOf(test));
  const full: InteractTestResult = {
    name: test.name,
    ...(group !== undefined && { group }),
    ...executionOf(shownEnd(played, slowest.played, limits), verdict, tally.kept),
    // A program whose end was ours was not killed for what it did.
    ...(played.programStopped && { exitCode: null, signal: null }),
    ...(message && { message: clippedText(message, MAX_MESSAGE_BYTES) }),
    ...(first && { firstDifference: first }),
    ...(passes.length > 1 && { passes: passes.length }),
    interactor: { cpuTimeMs, wallTimeMs, memoryBytes },
    transcript: played.transcript.entries(),
  };
  if (setup.feedback === 'full') return full;
  const shown = shownToContestant(full, judgement, test.sample ?? false) as InteractTestResult;
  // What the two say to each other repeats the input.
  return test.sample ? shown : { ...shown, transcript: [] };
}

/**
 * Times are those of the slowest pass, cut at the limits: a program may have gone on after it was of no
 * account.
 */
function shownEnd({ program }: Played, { program: slowest }: Played, limits: Limits): RunOutcome {
  return {
    ...program,
    cpuTimeMs: Math.min(slowest.cpuTimeMs, limits.cpuTimeLimitMs),
    wallTimeMs: Math.min(slowest.wallTimeMs, limits.wallTimeLimitMs),
  };
}
