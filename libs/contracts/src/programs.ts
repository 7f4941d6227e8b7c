export interface ProgramFile {
  path: string;
  content: string;
  encoding?: 'utf8' | 'base64';
}

export interface Program {
  language: string;
  source: string;
  files?: ProgramFile[];
  compileArgs?: string[];
  runArgs?: string[];
}

/** What a program is in a job. */
export type ProgramRole = 'program' | 'reference' | 'candidate' | 'generator' | 'checker' | 'interactor';

/** A program of a request: what it is in the job, and the field that holds it, such as `generator.program`. */
export interface ProgramOf {
  role: ProgramRole;
  field: string;
  program: Program;
}
