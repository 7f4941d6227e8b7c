import type { DoctorCheck } from '@app/contracts';
import type { BoxLauncher } from '../box/launcher.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import { boxChecks } from './box-checks.js';

export interface Insistence {
  /** What the operator asked for; undefined: nothing. */
  isolation: Isolation | undefined;
  production: boolean;
  log(message: string): void;
}

/**
 * Names required layers that are missing; in production, and where full isolation was asked for, that stops
 * the start.
 * @param what whose layers these are, with its verb: "runner containers lack"
 * @throws RunnerUnavailable with cause and cure
 */
export function insist(
  what: string,
  checks: readonly DoctorCheck[],
  { isolation, production, log }: Insistence,
): void {
  const missing = checks.filter(({ ok, required }) => required && !ok);
  if (missing.length === 0) return;
  const words = missing.map(({ id, detail, cure }) => `${id} (${detail}). ${cure}`).join(' ');
  if (isolation === 'full' || (production && isolation !== 'reduced'))
    throw new RunnerUnavailable(`${what} a layer: ${words} Or set ISOLATION=reduced.`);
  log(`WARNING: ${what} a layer: ${words} Production refuses to start like this.`);
}

/**
 * In production a program looks around in a box before the first job does. @throws RunnerUnavailable with
 * cause and cure
 */
export async function insistOnBoxes(launcher: BoxLauncher, insistence: Insistence): Promise<void> {
  if (insistence.production) insist('boxes lack', await boxChecks(launcher), insistence);
}
