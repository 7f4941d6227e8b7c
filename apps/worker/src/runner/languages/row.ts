import type { LanguageKind } from '@app/contracts';

/**
 * A language is a row of data. Adding one is a row in `table.ts` or in a file of `more/`, its packages in
 * docker/runner.Dockerfile, and its samples in `test/languages/<id>.ts`; tests name whatever of it is
 * missing. Strings in argv and env may hold placeholders: `{tool}`, `{companion}` (the found binaries),
 * `{root}` (the toolchain's own folder), `{version}` (major.minor), `{source}` (name of the main file),
 * `{entry}` (what to start: the main class in Java); `{program}`, `{work}`, `{tmp}`, `{memoryMiB:P-M}`,
 * `{stackMiB:P-M}` as in `program-limits.ts`; `{warm}` the result of the warm-up. An element that is exactly
 * `{variant}`, `{args}`, `{sources}`, `{linkArgs}`, `{interpreterArgs}`, `{warmArgs}` or `{dialect}` stands
 * for a list. Everything is started in the folder where the program's files are.
 */
export interface LanguageRow {
  id: string;
  name: string;
  aliases: readonly string[];
  kind: LanguageKind;
  /** Name of the main file. */
  source: string;
  /**
   * Debian packages that bring the tools: what docker/runner.Dockerfile installs, and what a host without
   * them needs.
   */
  packages: readonly string[];
  /** Debian packages with libraries that its programs may use, in the full image only. */
  libraries?: readonly string[];
  /** Version in the runner images: that of the Debian they are made from. */
  imageVersion: string;
  find: ToolSearch;
  version: {
    /** Arguments that make the tool print its version, on stdout or stderr. */
    args: readonly string[];
    /** For a tool that has no such argument: a program that does. */
    stdin?: string;
    /** Group 1 is the dotted number. */
    pattern: RegExp;
    /** How many parts make the id of a version: 2 for `python-3.9`, 1 for `java-17`. */
    idParts: 1 | 2;
    /** A lower major version never becomes the language's plain id. */
    leastMajor?: number;
  };
  /**
   * Tried in turn at detection; the first that compiles and runs the proof is used. None: one variant that
   * adds nothing.
   */
  variants?: readonly Variant[];
  compile: CompileStep | null;
  run: {
    argv: readonly string[];
    env?: readonly string[];
    /**
     * Its interpreter may be a zygote (native/box/zygote.c): before it opens the main file it starts no
     * thread, opens nothing that stays open, and depends on nothing that differs between runs (but the time
     * that it asks time(2) to write: the zygote's library sees to that).
     */
    zygote?: boolean;
    /** Programs of this language cannot do without starting processes. */
    processes?: boolean;
    /** Its virtual machine makes files of this size for itself, whatever a program may write. */
    ownFileBytes?: number;
    /** More of the environment for versions below a major one. */
    legacyEnv?: { below: number; env: readonly string[] };
  };
  /**
   * For a tool that passes over the first line: what to put before a source that does not begin like this.
   */
  firstLine?: { unless: RegExp; text: string };
  /**
   * For interpreted languages: only reads the program, whose name is in the variable SOURCE as well, and
   * fails when it cannot. Asked after a run that failed.
   */
  check?: readonly string[];
  /** Reads one line and prints it: the proof that the toolchain works in a box. */
  proof: string;
}

export interface Variant {
  compile?: readonly string[];
  run?: readonly string[];
}

/** Where a language's tools may be. `~` is the home folder; `*` one folder. */
interface ToolSearch {
  /** Names of the binary that stands for the toolchain. */
  names: RegExp;
  /** A second binary that must lie beside it (javac beside java). */
  companion?: string;
  /** Folders that the tools read and a box does not show anyway. */
  shows?: readonly string[];
  /** Toolchain folders (with a `bin`) beside those of the system. */
  roots?: readonly string[];
}

/** What changes when one of the submitter's arguments matches. */
interface Adaptation {
  args: RegExp;
  /** Words of the variant that are left out. */
  without?: RegExp;
  /** Words that come after the variant. */
  also?: readonly string[];
  /** More of the environment of runs. */
  env?: readonly string[];
}

export interface CompileStep {
  argv: readonly string[];
  env?: readonly string[];
  /** The file that must be there afterwards; null: a class with a main method (Java). */
  output: string | null;
  /** What comes out, as patterns of paths; default: the output alone. */
  products?: readonly string[];
  /**
   * Where runs find the output: as a link in the work folder (what is executed), or as copies there (what is
   * read, and looks for files beside it), or only where `{program}` is.
   */
  placed: 'link' | 'copy' | 'apart';
  /** Further names that the compiler writes and no file of the program may have. */
  reserved?: readonly string[];
  /** Further files with such a name are compiled as well, unless some file includes them. */
  sources?: RegExp;
  /**
   * What a submitter may add. One pattern may match two arguments joined by a blank. No flags: the api gets
   * their text.
   */
  allowedArgs: readonly RegExp[];
  /** Of these, the ones that must come after the sources. */
  linkArgs?: readonly RegExp[];
  /** Arguments that do not go together with a part of the variant, or need something besides. */
  adaptations?: readonly Adaptation[];
  /**
   * For a main file whose name does not end like a source: what tells the compiler that it is one, and what
   * ends that.
   */
  asSource?: { before: readonly string[]; after: readonly string[] };
  warmUp?: WarmUp;
}

/**
 * Work that is the same for every compilation, done once per toolchain in the background: what it leaves in
 * the work folder is shown read-only to later compilations.
 */
export interface WarmUp {
  files: readonly { path: string; content: string }[];
  argv: readonly string[];
  env?: readonly string[];
  /** Where below `{warm}` the result goes. */
  directory: string;
  /** A file that must come out. */
  produces: RegExp;
  /**
   * Arguments of a submitter that need a warm-up of their own, at `{dialect}`. It is made when it is asked
   * for the first time.
   */
  dialects?: RegExp;
  /** Folders below `{warm}` that must be there even when empty: only files come out of a box. */
  folders?: readonly string[];
  /** Added to compilations once the warm-up is there, at `{warmArgs}`. */
  args?: readonly string[];
  /** Overrides the compile step's env once the warm-up is there. */
  compileEnv?: readonly string[];
}
