import type { CheckerProtocol } from '@app/packages';
import type { Sandbox } from '../runner/runner.js';
import type { CheckCase, Judgement } from './judgement.js';

export interface OutputChecker {
  /** Judges each case; `sandbox` holds the checker's program, when it is one. */
  check(sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]>;
  /** One pass of a problem of several; only validators of Kattis' can ask for another. */
  checkPass?(sandbox: Sandbox, one: CheckCase): Promise<CheckedPass>;
}

export interface CheckedPass {
  judgement: Judgement;
  /** The input of the pass that it asks for; undefined: it has seen enough. */
  next: Buffer | undefined;
  /** What it left in its folder for the next pass. */
  feedback: { path: string; content: Buffer }[];
}

/** How a checker program is called and understood. */
export interface ProgramRules {
  protocol: CheckerProtocol;
  args?: readonly string[];
  pointsAre?: 'absolute' | 'fraction' | 'percent';
  argsTemplate?: string;
  cpuTimeLimitMs?: number;
  memoryLimitBytes?: number;
}
