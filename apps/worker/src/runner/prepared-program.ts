import type { Compilation } from '@app/contracts';
import type { ReadOnlyMount } from './box/launcher.js';
import type { PreparedProgram } from './runner.js';

/**
 * What a sandbox needs to run a program. `{program}`, `{work}`, `{tmp}` in argv and env stand for folders of
 * the box, `{memoryMiB:P-M}` and `{stackMiB:P-M}` for numbers that follow from the limits (see
 * `program-limits.ts`). It is started in the work folder.
 */
export interface Executable {
  argv: readonly string[];
  /** The submitter's own arguments, appended as they are. */
  args: readonly string[];
  env: readonly string[];
  /** The submitter's own variables, as they are; they win. */
  ownEnv: readonly string[];
  /** Its language cannot do without starting processes, whatever the limits say. */
  processes: boolean;
  /** Its language makes files of this size for itself, whatever the limits say. */
  ownFileBytes: number;
  readOnly: readonly ReadOnlyMount[];
  /** What was compiled, in `{program}`: shown read-only, shared by all runs. */
  bundle: Buffer;
  /** What was compiled is to appear in the work folder as well: a link. */
  linked: boolean;
  /**
   * Which of argv is the main file, where runs may be forked from one interpreter; 0: see
   * `compile/zygotes.ts`.
   */
  mainArgument: number;
  /** Files that each run gets its own copies of in the work folder; null: none. */
  copies: Buffer | null;
}

/** The runner's own view of a PreparedProgram; the judge sees only the interface. */
export class ReadyProgram implements PreparedProgram {
  constructor(
    readonly languageId: string,
    readonly compilation: Compilation,
    readonly executable: Executable,
    /** Asks the language whether it can read the program at all; null: it can. */
    private readonly read: (() => Promise<NonNullable<Compilation> | null>) | null = null,
  ) {}

  private failure: Promise<NonNullable<Compilation> | null> | null = null;

  /**
   * Why the language cannot read this program; null: it can, or does not say. Asked once, and only when a run
   * has failed.
   */
  whyNotCompiled(): Promise<NonNullable<Compilation> | null> {
    this.failure ??= this.read ? this.read() : Promise.resolve(null);
    this.failure.catch(() => (this.failure = null));
    return this.failure;
  }

  /** @throws TypeError for a program that another runner prepared */
  static from(program: PreparedProgram): ReadyProgram {
    if (program instanceof ReadyProgram) return program;
    throw new TypeError('this program was not prepared by this runner');
  }
}
