import { Suspense, useEffect, type ReactNode } from 'react';
import { lazily } from '../../ui/lazily.js';
import { ProblemView, Skeleton } from '../../ui/states.js';
import type { LiveState } from '../live/live.js';
import type { KeptSubmission } from './expected-fields.js';
import type { FailureActions } from './FailureView.js';
import { KIND_VIEWS } from './kinds/index.js';
import { LazyFailures } from './LazyFailures.js';
import { ProgressStrip } from './ProgressStrip.js';
import { VerdictBanner } from './VerdictBanner.js';

const Tiles = lazily(async () => (await import('./Tiles.js')).Tiles);

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
  const isRunning = state.phase === 'submitting' || state.phase === 'active';
  useEffect(() => {
    if (!isRunning) return;
    // What the end will need is there by then.
    LazyFailures.preload();
    for (const { Result } of Object.values(KIND_VIEWS)) Result.preload();
  }, [isRunning]);
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
      // Another user's run can only be read.
      const mine = (state.view as KeptSubmission | null)?.mine !== false;
      return (
        <>
          <ProgressStrip state={state} onCancel={mine ? onCancel : null} />
          {stale && <p className="badge warn">edited since this run was started</p>}
          {state.tests.length > 0 && (
            <section className="card judge-result" aria-label="Verdicts of the tests">
              <Suspense>
                <Tiles id={null} tests={state.tests} waiting={state.progress.total - state.tests.length} />
              </Suspense>
            </section>
          )}
          {state.failures.length > 0 && (
            <Suspense fallback={<Skeleton />}>
              <LazyFailures
                {...actions}
                failures={state.failures}
                checker={state.checker}
                submission={null}
              />
            </Suspense>
          )}
        </>
      );
    }
    case 'final': {
      const { Result } = KIND_VIEWS[state.view.kind];
      return (
        // All at once, so that a reader of the verdict sees what it is about.
        <Suspense fallback={<Skeleton />}>
          <VerdictBanner state={state} stale={stale}>
            {ends}
          </VerdictBanner>
          <Result {...actions} state={state} />
        </Suspense>
      );
    }
  }
}
