import type { Limits } from '@app/contracts';
import type { InteractorProtocol } from '@app/packages';
import { filledArgs } from '../../checkers/args-template.js';
import { assertCompiled, explainedEnd } from '../../runner/not-compiled.js';
import type { PreparedProgram, RunItem, RunOutcome, Sandbox } from '../../runner/runner.js';
import { converse, interactorLimits, type Played } from './conversation.js';
import { MANAGER_ARGS, MANAGER_INPUT, MANAGER_OUTPUT } from './cms-manager.js';
import { decide, isSettled, saysOf, type Decision } from './decide.js';

/** What one test is played with. */
export interface Setup {
  program: { program: PreparedProgram; sandbox: Sandbox };
  interactor: { program: PreparedProgram; sandbox: Sandbox };
  protocol: InteractorProtocol;
  /** Put behind the arguments of the protocol. */
  interactorArgs: readonly string[];
  /** The arguments of the protocol in another order. */
  argsTemplate?: string | undefined;
  mostPasses: number;
  limits: Limits;
}

/** A test as both sides get it. */
export interface PlayedTest {
  input: Buffer;
  answer: Buffer;
  /** Of the program. */
  args: readonly string[];
  /** Beside the program. */
  files: Files;
}

export interface Pass {
  played: Played;
  decision: Decision;
}

/**
 * Where an interactor of Kattis' has scores and messages, and asks for another pass by the input of that
 * (multi-pass).
 */
const FEEDBACK = 'feedback/';
const NEXT_PASS = `${FEEDBACK}nextpass.in`;
/** Where one of testlib's writes what its checker is to see. */
export const TESTLIB_OUTPUT = 'output';

/** What it leaves in its folder for us. */
const WRITTEN: { readonly [P in InteractorProtocol]: string } = {
  testlib: TESTLIB_OUTPUT,
  kattis: `${FEEDBACK}**`,
  cms: MANAGER_OUTPUT,
};

type Files = NonNullable<RunItem['workFiles']>;

/**
 * Lets the program talk to the interactor on one test, and again for as long as that is content and asks for
 * it. What the interactor left in its folder is there again in the next pass.
 * @returns at least one; the last decides
 * @throws NotCompiled when its language cannot read the program
 */
export async function playPasses(test: PlayedTest, setup: Setup): Promise<Pass[]> {
  const passes: Pass[] = [];
  let { input } = test;
  let feedback = filesOf(setup.protocol, input);
  for (;;) {
    const pass = await playOnce(test, input, feedback, setup);
    passes.push(pass);
    const files = pass.played.interactor.files ?? [];
    const next = files.find(({ path }) => path === NEXT_PASS);
    if (!next || pass.decision.verdict === 'internal_error') return passes;
    const mistake = mistakeOf(pass, passes.length, setup);
    if (mistake !== null) {
      pass.decision = { verdict: 'internal_error', message: mistake };
      return passes;
    }
    if (pass.decision.verdict !== 'accepted') return passes;
    input = Buffer.from(next.content);
    feedback = files.filter((file) => file !== next);
  }
}

/** What lies in its folder when it begins. */
function filesOf(protocol: InteractorProtocol, input: Buffer): Files {
  if (protocol === 'kattis') return [{ path: `${FEEDBACK}.keep`, content: '' }];
  return protocol === 'cms' ? [{ path: MANAGER_INPUT, content: input }] : [];
}

/** Why it must not ask for another pass; null: it may. */
function mistakeOf({ played }: Pass, count: number, { protocol, mostPasses }: Setup): string | null {
  if (saysOf(played.interactor, protocol).kind === 'wrong_answer')
    return `the interactor asks for another pass (nextpass.in) and says wrong answer`;
  if (count >= mostPasses) return `the interactor asks for more than ${mostPasses} passes (nextpass.in)`;
  return null;
}

async function playOnce(test: PlayedTest, input: Buffer, feedback: Files, setup: Setup): Promise<Pass> {
  const { protocol, limits } = setup;
  const files = [
    { name: 'input', content: input },
    { name: 'answer', content: test.answer },
  ];
  const args = [...argumentsOf(protocol, setup.argsTemplate), ...setup.interactorArgs];
  const played = await converse(
    { ...setup.program, item: { stdin: '', args: [...test.args], workFiles: test.files }, limits },
    {
      ...setup.interactor,
      item: { stdin: '', args, files, workFiles: feedback },
      limits: interactorLimits(limits),
      options: { collect: { patterns: [WRITTEN[protocol]] } },
    },
    (outcome: RunOutcome) => isSettled(saysOf(outcome, protocol), protocol),
  );
  // Asked afterwards: while they talk, who ends first counts.
  const [program, interactor] = await Promise.all([
    explainedEnd(setup.program.program, played.program),
    explainedEnd(setup.interactor.program, played.interactor),
  ]);
  assertCompiled(setup.program.program, [program]);
  return { played, decision: decide({ ...played, interactor }, protocol) };
}

/** How an interactor is called: its files, and what it may write to, which is its own folder. */
function argumentsOf(protocol: InteractorProtocol, template: string | undefined): string[] {
  const files = { input: '{dir}/input', output: TESTLIB_OUTPUT, answer: '{dir}/answer' };
  if (template !== undefined) return filledArgs(template, files);
  if (protocol === 'cms') return [...MANAGER_ARGS];
  return protocol === 'kattis'
    ? [files.input, files.answer, FEEDBACK]
    : [files.input, files.output, files.answer];
}
