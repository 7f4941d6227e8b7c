import type { Compilation } from '@app/contracts';
import type { PreparedProgram, RunOutcome } from './runner.js';

/** A program cannot even be read by its language, which only a run can tell where nothing is compiled. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';
  constructor(
    readonly program: PreparedProgram,
    readonly compilation: NonNullable<Compilation>,
  ) {
    super('the program does not compile');
  }
}

/** @throws NotCompiled when one of the runs says so */
export function assertCompiled(program: PreparedProgram, outcomes: readonly RunOutcome[]): void {
  for (const { notCompiled } of outcomes) if (notCompiled) throw new NotCompiled(program, notCompiled);
}

/**
 * The outcome of a run that was talked to, with the reason of its failure where that is the program's text.
 * @throws RunnerUnavailable
 */
export async function explainedEnd(program: PreparedProgram, outcome: RunOutcome): Promise<RunOutcome> {
  if (outcome.kind !== 'runtime_error') return outcome;
  const notCompiled = await program.whyNotCompiled?.();
  return notCompiled ? { ...outcome, notCompiled } : outcome;
}
