import type { InteractTest, Limits } from '@app/contracts';
import type { PreparedProgram, RunItem, RunOutcome, Sandbox } from '../../runner/runner.js';
import { converse, interactorLimits, type Played } from './conversation.js';
import { decide, saysOf, type Decision, type InteractorProtocol } from './decide.js';

/** What the tests of one job are played with. */
export interface Setup {
  program: { program: PreparedProgram; sandbox: Sandbox };
  interactor: { program: PreparedProgram; sandbox: Sandbox };
  protocol: InteractorProtocol;
  mostPasses: number;
  limits: Limits;
}

export interface Pass {
  played: Played;
  decision: Decision;
}

/** Where an interactor asks for another pass: the input of that (Kattis' problem package format, multi-pass). */
const NEXT_PASS = 'nextpass.in';

type Files = NonNullable<RunItem['workFiles']>;

/**
 * Lets the program talk to the interactor on one test, and again for as long as that is content and asks for it. What the interactor
 * left in its folder is there again in the next pass.
 * @returns at least one; the last decides
 */
export async function playPasses(test: InteractTest, setup: Setup): Promise<Pass[]> {
  const passes: Pass[] = [];
  let input = Buffer.from(test.input, test.inputEncoding ?? 'utf8');
  let feedback: Files = [];
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

/** Why it must not ask for another pass; null: it may. */
function mistakeOf({ played }: Pass, count: number, { protocol, mostPasses }: Setup): string | null {
  if (saysOf(played.interactor, protocol).kind === 'wrong_answer')
    return `the interactor asks for another pass (${NEXT_PASS}) and says wrong answer`;
  if (count >= mostPasses) return `the interactor asks for more than ${mostPasses} passes (${NEXT_PASS})`;
  return null;
}

async function playOnce(test: InteractTest, input: Buffer, feedback: Files, setup: Setup): Promise<Pass> {
  const { protocol, limits } = setup;
  const files = [
    { name: 'input', content: input },
    { name: 'answer', content: Buffer.from(test.expectedOutput ?? '') },
  ];
  const item = { stdin: '', args: argumentsOf(protocol), files, workFiles: feedback };
  const played = await converse(
    { ...setup.program, item: { stdin: '', args: test.args ?? [] }, limits },
    {
      ...setup.interactor,
      item,
      limits: interactorLimits(limits),
      options: protocol === 'kattis' ? { collect: { patterns: ['**'] } } : {},
    },
    (outcome: RunOutcome) => ['wrong_answer', 'failed'].includes(saysOf(outcome, protocol).kind),
  );
  return { played, decision: decide(played, protocol) };
}

/** How an interactor is called: its files, and what it may write to, which is its own folder. */
const argumentsOf = (protocol: InteractorProtocol): string[] =>
  protocol === 'kattis' ? ['{dir}/input', '{dir}/answer', './'] : ['{dir}/input', 'output', '{dir}/answer'];
