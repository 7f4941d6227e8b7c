import type { LanguageKind } from '@app/contracts';
import type { AddressSpaceMode } from '../box/frames.js';

/**
 * A language is a row of data. Adding one is a row in `table.ts` or in a file of `more/`, its packages in docker/runner.Dockerfile, and
 * its samples in `test/languages/<id>.ts`; tests name whatever of it is missing. Strings in argv and env may hold placeholders:
 * `{tool}`, `{companion}` (the found binaries), `{root}` (the toolchain's own folder), `{version}` (major.minor), `{source}` (name of the main file),
 * `{entry}` (what to start: the main class in Java); `{program}`, `{work}`, `{tmp}`, `{memoryMiB:P-M}` as in
 * `program-limits.ts`; `{warm}` the result of the warm-up. An element that is exactly `{variant}`, `{args}`, `{sources}` or `{warmArgs}` stands
 * for a list.
 */
export interface LanguageRow {
  id: string;
  name: string;
  aliases: readonly string[];
  kind: LanguageKind;
  /** Name of the main file. */
  source: string;
  /** Debian packages that bring the tools: what docker/runner.Dockerfile installs, and what a host without them needs. */
  packages: readonly string[];
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
  /** Tried in turn at detection; the first that compiles and runs the proof is used. None: one variant that adds nothing. */
  variants?: readonly Variant[];
  compile: CompileStep | null;
  run: {
    argv: readonly string[];
    env?: readonly string[];
    addressSpace: AddressSpaceMode;
    /** Programs of this language cannot do without starting processes. */
    processes?: boolean;
  };
  /** Reads one line and prints it: the proof that the toolchain works in a box. */
  proof: string;
}

export interface Variant {
  compile?: readonly string[];
  run?: readonly string[];
}

/** Where a language's tools may be. `~` is the home folder; `*` one folder. */
export interface ToolSearch {
  /** Names of the binary that stands for the toolchain. */
  names: RegExp;
  /** A second binary that must lie beside it (javac beside java). */
  companion?: string;
  /** Folders that the tools read and a box does not show anyway. */
  shows?: readonly string[];
  /** Toolchain folders (with a `bin`) beside those of the system. */
  roots?: readonly string[];
}

export interface CompileStep {
  argv: readonly string[];
  env?: readonly string[];
  /** The file that must be there afterwards; null: a class with a main method (Java). */
  output: string | null;
  /** Further names that the compiler writes and no file of the program may have. */
  reserved?: readonly string[];
  /** Further files with such a name are compiled as well, unless some file includes them. */
  sources?: RegExp;
  /** What a submitter may add. One pattern may match two arguments joined by a blank. No flags: the api gets their text. */
  allowedArgs: readonly RegExp[];
  warmUp?: WarmUp;
}

/**
 * Work that is the same for every compilation, done once per toolchain in the background: what it leaves in the work
 * folder is shown read-only to later compilations.
 */
export interface WarmUp {
  files: readonly { path: string; content: string }[];
  argv: readonly string[];
  env?: readonly string[];
  /** Where below `{warm}` the result goes. */
  directory: string;
  /** A file that must come out. */
  produces: RegExp;
  /** Folders below `{warm}` that must be there even when empty: only files come out of a box. */
  folders?: readonly string[];
  /** Added to compilations once the warm-up is there, at `{warmArgs}`. */
  args?: readonly string[];
  /** Overrides the compile step's env once the warm-up is there. */
  compileEnv?: readonly string[];
}
