import type { LanguageView } from './languages.js';

/**
 * What `GET /workers` tells admins of each worker that was seen lately. Times are ISO 8601 with milliseconds.
 */
export interface WorkerView {
  id: string;
  host: string;
  /** Jobs at a time. */
  slots: number;
  /** Slots in use. */
  busy: number;
  languages: LanguageView[];
  runner: 'native' | 'docker';
  isolation: 'full' | 'reduced';
  /** Of the worker's program and its sandbox: `0.1.0+box.1.0.0`. */
  version: string;
  /**
   * CPU time of the reference program, measured while no job ran, in milliseconds; null: it was never idle so
   * far.
   */
  calibrationMs: number | null;
  startedAt: string;
  lastSeenAt: string;
}

/** What users who are no admins see of it: not the name of its machine. */
export type PublicWorkerView = Omit<WorkerView, 'host'>;

/**
 * How often a worker reports itself, and how long after its last report it counts as gone, in milliseconds.
 */
export const WORKER_REPORT_MS = 2_000;
export const WORKER_GONE_AFTER_MS = 10_000;
