import type { ProgramDraft } from './draft.js';

/** A run that was made of a draft. */
export interface PastRun {
  /** Of the submission. */
  id: string;
  /** How what it read begins. */
  input: string;
  /** How it ended; null: that was not seen. */
  verdict: string | null;
  at: string;
}

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
  /** The last runs, newest first. */
  runs: PastRun[];
}

/** Nothing typed yet. */
export const EMPTY_RUN: RunDraft = {
  program: { language: '', source: '' },
  stdin: '',
  expectedOutput: null,
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
  under: [],
  runs: [],
};
