import { missingLayers } from '../doctor/probe-checks.js';
import type { ProbeResult } from '../doctor/probe.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';

export interface IsolationRequest {
  /** What the operator asked for; undefined: nothing. */
  isolation: Isolation | undefined;
  production: boolean;
  probe(isolation: Isolation): Promise<ProbeResult>;
  log(message: string): void;
}

/**
 * Decides how strongly runs are held apart. Full by default; reduced only when asked for in so many words, or
 * outside production where full is impossible, and then it is announced. Nothing runs with neither.
 * @throws RunnerUnavailable with cause and cure
 */
export async function decideIsolation({
  isolation,
  production,
  probe,
  log,
}: IsolationRequest): Promise<Isolation> {
  if (isolation === 'reduced') {
    const reduced = await probe('reduced');
    if (!reduced.runnable) throw impossible('reduced', reduced);
    log(
      'ISOLATION=reduced: runs are held apart by user ids and system call filters only, not by namespaces.',
    );
    return 'reduced';
  }
  const full = await probe('full');
  const missing = full.runnable ? missingLayers(full, 'full') : [];
  if (full.runnable && missing.length === 0) return 'full';
  if (full.runnable) {
    const words = `a layer of full isolation is missing: ${missing.join(', ')}. ${full.cause}. ${full.cure}`;
    if (isolation === 'full' || production)
      throw new RunnerUnavailable(
        `${words} Or set ISOLATION=reduced if only people you trust can submit programs.`,
      );
    log(`WARNING: ${words} Production refuses to start like this.`);
    return 'full';
  }
  // In production the configuration asks for full when the operator said nothing.
  if (isolation === 'full' || production) {
    throw new RunnerUnavailable(
      `${impossible('full', full).message} Or set ISOLATION=reduced if only people you trust can submit programs.`,
    );
  }
  const reduced = await probe('reduced');
  if (!reduced.runnable) {
    throw new RunnerUnavailable(
      `${impossible('full', full).message} ${impossible('reduced', reduced).message}`,
    );
  }
  log(
    `WARNING: REDUCED ISOLATION. Full isolation is impossible here: ${full.cause}. ${full.cure} ` +
      'Do not let people you do not trust submit programs. Production refuses to start like this.',
  );
  return 'reduced';
}

function impossible(isolation: Isolation, { cause, cure }: ProbeResult): RunnerUnavailable {
  return new RunnerUnavailable(`${isolation} isolation is impossible here: ${cause}. ${cure}`.trim());
}
