import type { Execution } from '@app/contracts';
import type { RunOutcome } from '../runner/runner.js';

/** What several runs of the same say together: times in milliseconds of CPU. */
export function repeated(outcomes: readonly RunOutcome[]): Pick<Execution, 'cpuTimeMs' | 'runs'> {
  const times = outcomes.map(({ cpuTimeMs }) => Math.round(cpuTimeMs * 1_000) / 1_000).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  const first = outcomes[0]!;
  const nondeterministic = outcomes.some(
    ({ kind, stdout, stdoutBytes }) =>
      kind !== first.kind || stdoutBytes !== first.stdoutBytes || !stdout.equals(first.stdout),
  );
  return { cpuTimeMs: median, runs: { min: times[0]!, median, nondeterministic } };
}
