import type { SubmissionView } from '@app/contracts';
import type { Lazily } from '../../../ui/lazily.js';
import type { FinalState } from '../../live/live.js';
import type { ResultProps } from '../resultProps.js';
import type { VerdictText } from '../verdictText.js';

/** How the result of one kind of job is shown. */
export interface KindView {
  /** What the kind is called. */
  name: string;
  /** The one sentence that the visitor came for. */
  verdictText(state: FinalState): VerdictText;
  /** Small facts below it. */
  facts(view: SubmissionView): string[];
  Result: Lazily<ResultProps>;
}
