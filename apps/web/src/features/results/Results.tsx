import { checkerOf, type FinalState, type LiveState } from '../live/live.js';
import type { Problem } from '@app/client';
import { AlertIcon } from '../../ui/icons.js';
import { Failures } from './Failures.js';
import { ProgressStrip } from './ProgressStrip.js';
import { VerdictBanner } from './VerdictBanner.js';
import { failuresOf } from './verdictText.js';

interface ResultsProps {
  state: LiveState;
  /** The editors hold something else than what was run. */
  stale: boolean;
  onCancel(): void;
}

/** Everything about the submission that the page shows. */
export function Results({ state, stale, onCancel }: ResultsProps) {
  switch (state.phase) {
    case 'idle':
      return <Invitation />;
    case 'submitting':
      return <ProgressStrip state={null} onCancel={onCancel} />;
    case 'rejected':
      return <Rejected problem={state.problem} />;
    case 'active':
      return (
        <>
          <ProgressStrip state={state} onCancel={onCancel} />
          {state.failures.length > 0 && <Failures failures={state.failures} checker={state.checker} />}
        </>
      );
    case 'final':
      return <Final state={state} stale={stale} />;
  }
}

function Invitation() {
  return (
    <p className="invitation">
      Both programs get the same random inputs. The first one on which their answers differ appears here.
    </p>
  );
}

function Final({ state, stale }: { state: FinalState; stale: boolean }) {
  const { view } = state;
  const failures = failuresOf(state);
  if (view.kind !== 'stress')
    return (
      <p className="invitation">
        This submission is no stress job ({view.kind}):{' '}
        <a href={`/api/v1/submissions/${view.id}`}>see its data</a>.
      </p>
    );
  return (
    <>
      <VerdictBanner state={state} stale={stale} />
      {failures.length > 0 && (
        <Failures failures={failures} checker={checkerOf(view.request)} key={view.id} />
      )}
    </>
  );
}

function Rejected({ problem }: { problem: Problem }) {
  return (
    <div className="banner bad" role="alert" data-testid="problem">
      <span className="banner-icon">
        <AlertIcon />
      </span>
      <div>
        <h2>{problem.title}</h2>
        {problem.detail !== '' && problem.errors.length === 0 && <p>{problem.detail}</p>}
        {(problem.status === 401 || problem.status === 403) && (
          <p>
            <a href="/login">Log in</a> to run programs here.
          </p>
        )}
        {problem.errors.length > 0 && (
          <ul>
            {problem.errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {field !== '' && <code>{field}</code>} {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
