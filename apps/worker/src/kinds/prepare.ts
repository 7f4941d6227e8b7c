import type { Compilation, Limits, ProgramRole } from '@app/contracts';
import type { Preparation, PreparedProgram } from '../runner/runner.js';
import { withTestlib } from '../testlib/with-testlib.js';
import { JobFailed, type ExtraSlot, type JobContext, type Programs } from './kind.js';

/** Who owns programs that are not the job's owner's, by what they are in the job. */
export type OtherOwners = Partial<Record<keyof Programs, string>>;

/**
 * The owner of the programs of a suite. All who submit to it share their compilations: from that, one can
 * learn that another has submitted, no more.
 */
export const ownerOfSuite = (suiteId: string): string => `suite ${suiteId}`;

/** What setters write, and may write with testlib.h. */
const SETTERS: ReadonlySet<ProgramRole> = new Set(['checker', 'interactor', 'generator', 'validator']);

/** A program that compiled or did not; languages that are not there never get this far. */
export type Compiled = Exclude<Preparation, { kind: 'unknown_language' }>;
export type CompiledPrograms<P extends Programs> = { [R in keyof P]: Compiled };

/**
 * Compiles the programs of a job, side by side as far as slots are free, and tells about each.
 * @param limits of each compiler, where they differ from the usual ones
 * @param owners of programs that are not the job's owner's
 * @throws JobFailed when a language is not available here; RunnerUnavailable; the signal's reason
 */
export async function preparePrograms<P extends Programs>(
  programs: P,
  context: JobContext,
  limits?: Partial<Limits>,
  owners: OtherOwners = {},
): Promise<CompiledPrograms<P>> {
  const waiting = (Object.keys(programs) as (keyof Programs)[]).filter((key) => programs[key] !== undefined);
  const compiled: Partial<Record<keyof Programs, Compiled>> = {};
  const compileSome = async (slot?: ExtraSlot) => {
    try {
      for (let key; (key = waiting.shift());)
        compiled[key] = await compile(key, programs, context, limits, owners[key]);
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
  key: keyof Programs,
  programs: Programs,
  context: JobContext,
  limits?: Partial<Limits>,
  owner?: string,
): Promise<Compiled> {
  const [role, number] = key.split(':') as [ProgramRole, string | undefined];
  const program = SETTERS.has(role) ? withTestlib(programs[key]!) : programs[key]!;
  const preparation = await context.runner.prepare(program, context.signal, limits, owner);
  if (preparation.kind === 'unknown_language') {
    throw new JobFailed(`the language of the ${role}, ${preparation.language}, is not available here`);
  }
  const candidateIndex = number === undefined ? {} : { candidateIndex: Number(number) };
  context.emit({
    type: 'submission.compiled',
    role,
    ...candidateIndex,
    compilation: preparation.compilation,
  });
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
 * A checker that does not compile makes the job fail: no verdict can come of it.
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
