import type { ProgramDraft } from './draft.js';

/** A program and what it reads. */
export interface RunDraft {
  program: ProgramDraft;
  stdin: string;
  /** What it should print; null: nothing is expected. */
  expectedOutput: string | null;
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
  /** Languages in which the same source is run as well. */
  under: string[];
}

/** Nothing typed yet. */
export const EMPTY_RUN: RunDraft = {
  program: { language: '', source: '' },
  stdin: '',
  expectedOutput: null,
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
  under: [],
};
