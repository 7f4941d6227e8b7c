import type { SubmissionView } from '@app/contracts';
import type { ComponentType } from 'react';
import type { FinalState } from '../../live/live.js';
import type { FailureActions } from '../FailureView.js';
import type { VerdictText } from '../verdictText.js';

/** What a result view gets. */
export interface ResultProps extends FailureActions {
  state: FinalState;
}

/** How the result of one kind of job is shown. */
export interface KindView {
  /** What the kind is called. */
  name: string;
  /** The one sentence that the visitor came for. */
  verdictText(state: FinalState): VerdictText;
  /** Small facts below it. */
  facts(view: SubmissionView): string[];
  Result: ComponentType<ResultProps>;
}
