import type { Compilation, Limits, ProgramRole } from '@app/contracts';
import type { Preparation, PreparedProgram } from '../runner/runner.js';
import { JobFailed, type ExtraSlot, type JobContext, type Programs } from './kind.js';

/** A program that compiled or did not; languages that are not there never get this far. */
export type Compiled = Exclude<Preparation, { kind: 'unknown_language' }>;
export type CompiledPrograms<P extends Programs> = { [R in keyof P]: Compiled };

/**
 * Compiles the programs of a job, side by side as far as slots are free, and tells about each.
 * @param limits of each compiler, where they differ from the usual ones
 * @throws JobFailed when a language is not available here; RunnerUnavailable; the signal's reason
 */
export async function preparePrograms<P extends Programs>(
  programs: P,
  context: JobContext,
  limits?: Partial<Limits>,
): Promise<CompiledPrograms<P>> {
  const waiting = (Object.keys(programs) as ProgramRole[]).filter((role) => programs[role] !== undefined);
  const compiled: Partial<Record<ProgramRole, Compiled>> = {};
  const compileSome = async (slot?: ExtraSlot) => {
    try {
      for (let role; (role = waiting.shift());)
        compiled[role] = await compile(role, programs, context, limits);
    } finally {
      slot?.release();
    }
  };
  const further = freeSlots(context, waiting.length - 1).map(compileSome);
  const ends = await Promise.allSettled([compileSome(), ...further]);
  context.signal.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return compiled as CompiledPrograms<P>;
}

async function compile(
  role: ProgramRole,
  programs: Programs,
  context: JobContext,
  limits?: Partial<Limits>,
): Promise<Compiled> {
  const preparation = await context.runner.prepare(programs[role]!, context.signal, limits);
  if (preparation.kind === 'unknown_language') {
    throw new JobFailed(`the language of the ${role}, ${preparation.language}, is not available here`);
  }
  context.emit({ type: 'submission.compiled', role, compilation: preparation.compilation });
  return preparation;
}

function freeSlots({ slots }: JobContext, most: number): ExtraSlot[] {
  const taken: ExtraSlot[] = [];
  while (taken.length < most) {
    const slot = slots.tryAcquire();
    if (!slot) break;
    taken.push(slot);
  }
  return taken;
}

/**
 * A checker that does not compile is nobody's answer but a failure of the job.
 * @throws JobFailed with the compiler's words
 */
export function readyChecker(compiled: Compiled | undefined): PreparedProgram | undefined {
  if (compiled?.kind === 'compile_error') {
    throw new JobFailed(`the checker does not compile:\n${compiled.compilation.output}`);
  }
  return compiled?.program;
}

/** The compilation of a program that may not be there. */
export function compilationOf(compiled: Compiled | undefined): Compilation {
  return compiled?.compilation ?? null;
}
