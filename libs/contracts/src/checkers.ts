import type { Program, ProgramOf } from './programs.js';

export type Checker =
  | { type: 'exact' }
  | { type: 'lines' }
  | { type: 'tokens'; caseSensitive?: boolean }
  | { type: 'floats'; absolute?: number; relative?: number }
  | { type: 'unordered_lines' }
  | { type: 'program'; program: Program; protocol?: 'testlib' | 'kattis' };
export type CheckerType = Checker['type'];
export const DEFAULT_CHECKER: Checker = { type: 'lines' };

/** The checker's own program, where it has one: none or one entry of a kind's `programsOf`. */
export function checkerPrograms(checker: Checker | undefined): ProgramOf[] {
  return checker?.type === 'program'
    ? [{ role: 'checker', field: 'checker.program', program: checker.program }]
    : [];
}
