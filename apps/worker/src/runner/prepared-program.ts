import type { Compilation } from '@app/contracts';
import type { AddressSpaceMode } from './box/frames.js';
import type { ReadOnlyMount } from './box/launcher.js';
import type { PreparedProgram } from './runner.js';

/**
 * What a sandbox needs to run a program. `{program}`, `{work}`, `{tmp}` in argv and env stand for folders of the box,
 * `{memoryMiB:P-M}` for P percent of the memory limit less M MiB (see `program-limits.ts`).
 */
export interface Executable {
  argv: readonly string[];
  /** The submitter's own arguments, appended as they are. */
  args: readonly string[];
  env: readonly string[];
  addressSpace: AddressSpaceMode;
  /** Needs the seccomp variant with processes. */
  processes: boolean;
  /** The program's further files are to appear in the current directory. */
  linkFiles: boolean;
  readOnly: readonly ReadOnlyMount[];
  /** Everything that lies in `{program}`. */
  bundle: Buffer;
}

/** The runner's own view of a PreparedProgram; the judge sees only the interface. */
export class ReadyProgram implements PreparedProgram {
  constructor(
    readonly languageId: string,
    readonly compilation: Compilation,
    readonly executable: Executable,
  ) {}

  /** @throws TypeError for a program that another runner prepared */
  static from(program: PreparedProgram): ReadyProgram {
    if (program instanceof ReadyProgram) return program;
    throw new TypeError('this program was not prepared by this runner');
  }
}
