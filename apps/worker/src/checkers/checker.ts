import type { Checker, Program } from '@app/contracts';
import type { BuiltInChecker } from '@app/packages';
import type { PreparedProgram, Sandbox } from '../runner/runner.js';
import { compareOutputs } from './index.js';
import type { CheckCase, Judgement } from './judgement.js';
import type { OutputChecker, ProgramRules } from './output-checker.js';
import { CheckerProgram } from './program.js';

export type { OutputChecker, ProgramRules } from './output-checker.js';
export { isAccepted, type Judgement } from './judgement.js';

/** The checker's own program, when it has one. */
export function checkerProgramOf(checker: Checker | undefined): Program | undefined {
  return checker?.type === 'program' ? checker.program : undefined;
}

/** @param prepared the checker's program, compiled; needed when it is one */
export function outputChecker(
  checker: BuiltInChecker | ({ type: 'program' } & Partial<ProgramRules>) = { type: 'lines' },
  prepared?: PreparedProgram,
): OutputChecker {
  if (checker.type !== 'program') return new BuiltIn(checker);
  if (!prepared) throw new Error('a checker program must be prepared first');
  return new CheckerProgram(prepared, { ...checker, protocol: checker.protocol ?? 'testlib' });
}

class BuiltIn implements OutputChecker {
  constructor(private readonly checker: BuiltInChecker) {}

  async check(_sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]> {
    const judgements: Judgement[] = [];
    for (const { expected, output } of cases) judgements.push(await judged(this.checker, expected, output));
    return judgements;
  }
}

/** A comparison as a judgement; a contestant learns no more than that the output is wrong. */
export async function judged(checker: BuiltInChecker, expected: Buffer, output: Buffer): Promise<Judgement> {
  const difference = await compareOutputs(checker, expected, output);
  if (!difference) return { kind: 'accepted', message: '' };
  const { message, first, share, failed } = difference;
  if (failed) return { kind: 'failed', reason: message };
  return {
    kind: 'wrong_answer',
    message,
    shown: '',
    ...(first && { first }),
    ...(share !== undefined && { share }),
  };
}
