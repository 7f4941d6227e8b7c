import type { Limits } from './limits.js';

/** How a text of a request is written: as it is, or as the base64 of its bytes. */
export const TEXT_ENCODINGS = ['utf8', 'base64'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

export interface ProgramFile {
  path: string;
  content: string;
  encoding?: TextEncoding;
  /** Whether it may be started as a program. Only facades ask for it, where files come with modes. */
  executable?: boolean;
}

export interface Program {
  language: string;
  /** The main file. */
  source: string;
  encoding?: TextEncoding;
  /** Its name; default: the language's. */
  mainFile?: string;
  /** Further files beside it. */
  files?: ProgramFile[];
  /**
   * Paths of further files that go to the compiler beside the main file; default: all that are sources of the
   * language. Only facades ask for it: their services compile one file and what the options name, and leave
   * it beside the program.
   */
  sources?: string[];
  compileArgs?: string[];
  /** Arguments of the compiler that come after the sources, as `-l` has to. */
  linkArgs?: string[];
  /**
   * Arguments of what reads or starts the program, where its language has such a thing. Only facades ask for
   * it.
   */
  interpreterArgs?: string[];
  runArgs?: string[];
  env?: Record<string, string>;
  /** Of this program alone; what they do not say, the request's limits say. */
  limits?: Partial<Limits>;
}

/** What a program is in a job. */
export type ProgramRole =
  'program' | 'reference' | 'candidate' | 'generator' | 'validator' | 'checker' | 'interactor';

/**
 * A program of a request: what it is in the job, and the field that holds it, such as `generator.program`.
 */
export interface ProgramOf {
  role: ProgramRole;
  field: string;
  program: Program;
}
