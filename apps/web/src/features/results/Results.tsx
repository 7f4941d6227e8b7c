import type { ReactNode } from 'react';
import { ProblemView, Skeleton } from '../../ui/states.js';
import type { LiveState } from '../live/live.js';
import type { KeptSubmission } from './expected-fields.js';
import { Failures } from './Failures.js';
import type { FailureActions } from './FailureView.js';
import { KIND_VIEWS } from './kinds/index.js';
import { ProgressStrip } from './ProgressStrip.js';
import { VerdictBanner } from './VerdictBanner.js';

interface ResultsProps extends FailureActions {
  state: LiveState;
  /** The editors hold something else than what was run. */
  stale?: boolean;
  onCancel(): void;
  onRetry?(): void;
  loginHref?: string | null;
  /** What can be done with a final result. */
  ends?: ReactNode;
  /** What stands here before the first run. */
  invitation: ReactNode;
}

/** Everything about the submission that the page shows. */
export function Results(props: ResultsProps) {
  const { state, stale = false, onCancel, onRetry, loginHref, ends, invitation, ...actions } = props;
  switch (state.phase) {
    case 'idle':
      return invitation;
    case 'loading':
      return <Skeleton />;
    case 'submitting':
      return <ProgressStrip state={null} onCancel={onCancel} />;
    case 'rejected': {
      const { status } = state.problem;
      return (
        <ProblemView
          problem={state.problem}
          {...(onRetry && { onRetry })}
          loginHref={[401, 403, 404].includes(status) ? (loginHref ?? null) : null}
        />
      );
    }
    case 'active': {
      // Somebody else's run is for looking at.
      const mine = (state.view as KeptSubmission | null)?.mine !== false;
      return (
        <>
          <ProgressStrip state={state} onCancel={mine ? onCancel : null} />
          {stale && <p className="badge warn">edited since this run was started</p>}
          {state.failures.length > 0 && (
            <Failures {...actions} failures={state.failures} checker={state.checker} submissionId={null} />
          )}
        </>
      );
    }
    case 'final': {
      const { Result } = KIND_VIEWS[state.view.kind];
      return (
        <>
          <VerdictBanner state={state} stale={stale}>
            {ends}
          </VerdictBanner>
          <Result {...actions} state={state} />
        </>
      );
    }
  }
}
