import { DEFAULT_CHECKER, type Checker, type Program } from '@app/contracts';
import type { PreparedProgram, Sandbox } from '../runner/runner.js';
import { CheckerProgram } from './program.js';
import { compareOutputs, type BuiltInChecker } from './compare.js';

/** One output to be judged; `expected` is empty when a test names none. */
export interface CheckCase {
  input: Buffer;
  output: Buffer;
  expected: Buffer;
}

/** What a checker says about one output. `failed`: it could not say. */
export type Judgement =
  | { kind: 'accepted'; message: string }
  | { kind: 'wrong_answer'; message: string }
  | { kind: 'points'; points: number; message: string }
  | { kind: 'failed'; reason: string };

export interface OutputChecker {
  /** Judges each case; `sandbox` holds the checker's program, when it is one. */
  check(sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]>;
}

/** The checker's own program, when it has one. */
export function checkerProgramOf(checker: Checker | undefined): Program | undefined {
  return checker?.type === 'program' ? checker.program : undefined;
}

/** @param prepared the checker's program, compiled; needed when it is one */
export function outputChecker(checker: Checker = DEFAULT_CHECKER, prepared?: PreparedProgram): OutputChecker {
  if (checker.type !== 'program') return new BuiltIn(checker);
  if (!prepared) throw new Error('a checker program must be prepared first');
  return new CheckerProgram(prepared);
}

class BuiltIn implements OutputChecker {
  constructor(private readonly checker: BuiltInChecker) {}

  async check(_sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]> {
    const judgements: Judgement[] = [];
    for (const { expected, output } of cases) {
      const difference = await compareOutputs(this.checker, expected, output);
      judgements.push(
        difference ? { kind: 'wrong_answer', ...difference } : { kind: 'accepted', message: '' },
      );
    }
    return judgements;
  }
}

/**
 * Whether a judgement is as good as full marks. Points count as full when they reach `maximum`; where no maximum is
 * known, when there are any.
 */
export function isAccepted(judgement: Exclude<Judgement, { kind: 'failed' }>, maximum?: number): boolean {
  switch (judgement.kind) {
    case 'accepted':
      return true;
    case 'wrong_answer':
      return false;
    case 'points':
      return maximum === undefined ? judgement.points > 0 : judgement.points >= maximum;
    default:
      throw new TypeError(`unknown judgement ${JSON.stringify(judgement satisfies never)}`);
  }
}
