import type { LanguageView, SubmissionRequest } from '@app/contracts';
import type { Outcome, Watcher } from './outcome.js';
import type { SuiteOpener } from './suite.js';

export type { Outcome, Watcher } from './outcome.js';

/** Does jobs: on this machine, or at a service. One interface, so that every command works with both. */
export interface Engine extends SuiteOpener {
  /** In words, for people: `this machine` or the service's address. */
  readonly where: string;
  /**
   * Does one job and resolves with its outcome.
   * @throws CliError when it cannot be done; the signal's reason when that fires: nothing of the job runs on then
   */
  perform(request: SubmissionRequest, watcher: Watcher, signal: AbortSignal): Promise<Outcome>;
  /** The languages that work there. @throws CliError */
  languages(): Promise<LanguageView[]>;
  close(): Promise<void>;
}
