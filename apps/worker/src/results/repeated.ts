import type { Execution } from '@app/contracts';
import type { RunOutcome } from '../runner/runner.js';

/** What several runs of the same say together: times in milliseconds of CPU. */
export function repeated(outcomes: readonly RunOutcome[]): Pick<Execution, 'cpuTimeMs' | 'runs'> {
  const times = outcomes.map(({ cpuTimeMs }) => Math.round(cpuTimeMs * 1_000) / 1_000).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  const first = outcomes[0]!;
  const nondeterministic = outcomes.some(
    ({ kind, stdout, stdoutBytes }) =>
      kind !== first.kind || stdoutBytes !== first.stdoutBytes || !beginAlike(stdout, first.stdout),
  );
  return { cpuTimeMs: median, runs: { min: times[0]!, median, nondeterministic } };
}

/** What several runs took on average. */
export function meansOf(outcomes: readonly RunOutcome[]): NonNullable<Execution['means']> {
  const mean = (of: (outcome: RunOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    cpuTimeMs: mean(({ cpuTimeMs }) => cpuTimeMs),
    wallTimeMs: mean(({ wallTimeMs }) => wallTimeMs),
    memoryBytes: mean(({ memoryBytes }) => memoryBytes),
  };
}

/** Whether they are the same as far as both were kept. */
function beginAlike(a: Buffer, b: Buffer): boolean {
  const bytes = Math.min(a.length, b.length);
  return a.subarray(0, bytes).equals(b.subarray(0, bytes));
}
