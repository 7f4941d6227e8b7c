import type { CheckerProtocol } from '@app/packages';
import type { Sandbox } from '../runner/runner.js';
import type { CheckCase, Judgement } from './judgement.js';

export interface OutputChecker {
  /** Judges each case; `sandbox` holds the checker's program, when it is one. */
  check(sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]>;
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
