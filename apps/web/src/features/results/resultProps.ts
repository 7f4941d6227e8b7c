import type { FinalState } from '../live/live.js';
import type { FailureActions } from './FailureView.js';

/** What a result view gets. */
export interface ResultProps extends FailureActions {
  state: FinalState;
}
