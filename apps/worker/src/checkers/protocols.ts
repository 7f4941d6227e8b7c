import type { CheckerProtocol } from '@app/packages';
import type { RunItem, RunOutcome } from '../runner/runner.js';
import { filledArgs, type NamedFile } from './args-template.js';
import type { ProgramRules } from './output-checker.js';
import type { CheckCase, Judgement } from './judgement.js';
import { judgeCms, judgeHustoj, judgeLemon, judgeQduoj, judgeSyzoj } from './protocols-others.js';
import { judgeDmoj } from './protocols-dmoj.js';
import { judgeKattis } from './protocol-kattis.js';
import { judgeTestlib } from './protocol-testlib.js';

/**
 * How checkers of one kind are called, and what their end means. Sources: see the documentation of each
 * judge.
 */
export interface Protocol {
  call(one: CheckCase, rules: ProgramRules): RunItem;
  judge(outcome: RunOutcome, rules: ProgramRules): Judgement;
  /** Files of the working directory that belong to the answer. */
  collect?: readonly string[];
}

const FILES = { input: '{dir}/input', output: '{dir}/output', answer: '{dir}/answer' } as const;

/** With three files as arguments, in this order. */
function withFiles(...order: NamedFile[]): Protocol['call'] {
  return (one, rules) => ({
    stdin: '',
    args: [...argsOf(order, rules), ...(rules.args ?? []), ...(one.args ?? [])],
    files: [
      { name: 'input', content: one.input },
      { name: 'output', content: one.output },
      { name: 'answer', content: one.expected },
    ],
  });
}

function argsOf(order: readonly NamedFile[], { argsTemplate }: ProgramRules): string[] {
  return argsTemplate === undefined ? order.map((name) => FILES[name]) : filledArgs(argsTemplate, FILES);
}

/** The folder of feedback is there before the validator starts, and its name ends with a slash. */
const callKattis: Protocol['call'] = (one, rules) => ({
  stdin: one.output,
  args: ['{dir}/input', '{dir}/answer', 'feedback/', ...(rules.args ?? []), ...(one.args ?? [])],
  files: [
    { name: 'input', content: one.input },
    { name: 'answer', content: one.expected },
  ],
  workFiles: [{ path: 'feedback/.keep', content: '' }, ...(one.feedback ?? [])],
});

const callLemon: Protocol['call'] = (one, rules) => {
  const item = withFiles('input', 'output', 'answer')(one, rules);
  return { ...item, args: [...item.args!, '100', 'score', 'message'] };
};

const callSyzoj: Protocol['call'] = (one) => ({
  stdin: '',
  workFiles: [
    { path: 'input', content: one.input },
    { path: 'user_out', content: one.output },
    { path: 'answer', content: one.expected },
    { path: 'code', content: one.source ?? '' },
  ],
});

export const PROTOCOLS: { readonly [P in CheckerProtocol]: Protocol } = {
  testlib: { call: withFiles('input', 'output', 'answer'), judge: judgeTestlib },
  kattis: { call: callKattis, judge: judgeKattis, collect: ['feedback/*'] },
  'dmoj-default': { call: withFiles('input', 'output', 'answer'), judge: judgeDmoj('default') },
  'dmoj-testlib': { call: withFiles('input', 'output', 'answer'), judge: judgeDmoj('testlib') },
  'dmoj-coci': { call: withFiles('input', 'output', 'answer'), judge: judgeDmoj('coci') },
  'dmoj-peg': { call: withFiles('answer', 'output', 'input'), judge: judgeDmoj('peg') },
  cms: { call: withFiles('input', 'answer', 'output'), judge: judgeCms },
  'hustoj-spj': { call: withFiles('input', 'answer', 'output'), judge: judgeHustoj('spj') },
  'hustoj-tpj': { call: withFiles('input', 'answer', 'output'), judge: judgeHustoj('tpj') },
  'hustoj-upj': { call: withFiles('input', 'answer', 'output'), judge: judgeHustoj('upj') },
  lemon: { call: callLemon, judge: judgeLemon, collect: ['score', 'message'] },
  syzoj: { call: callSyzoj, judge: judgeSyzoj },
  qduoj: { call: withFiles('input', 'output'), judge: judgeQduoj },
};
