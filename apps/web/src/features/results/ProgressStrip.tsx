import type { Compilation } from '@app/contracts';
import { formatCount, formatDuration, formatRate, plural } from '../../ui/format.js';
import { StopIcon } from '../../ui/icons.js';
import type { KeptSubmission } from './expected-fields.js';
import { speedOf, type ActiveState } from '../live/live.js';

/** A submission on its way; null: it is being sent. */
export function ProgressStrip({
  state,
  onCancel,
}: {
  state: ActiveState | null;
  onCancel: (() => void) | null;
}) {
  const done = state?.progress.done ?? 0;
  const total = state?.progress.total ?? 0;
  const counting = state?.status === 'running' && total > 0;
  const offline = state?.connection === 'offline';
  const moving = !offline && !(counting && done > 0);
  return (
    <div className="card progress" data-testid="progress">
      <div className="progress-head">
        <strong>{headline(state)}</strong>
        {counting && (
          <span className="numbers">
            {formatCount(done)} / {formatCount(total)}
          </span>
        )}
        {!offline && <Speed state={state} />}
        {state && state.failures.length > 0 && (
          <span className="badge found">{plural(state.failures.length, 'difference')}</span>
        )}
        {state?.connection === 'polling' && (
          <span className="badge warn" title="The live connection is lost; asking every second instead.">
            not live
          </span>
        )}
        {state && <Remaining state={state} />}
        {onCancel && (
          <button
            type="button"
            className="button small danger"
            data-testid="cancel-button"
            aria-disabled={state?.cancelling ?? false}
            onClick={() => state?.cancelling || onCancel()}
          >
            <StopIcon />
            Cancel
          </button>
        )}
      </div>
      <div
        className={moving ? 'bar waiting' : 'bar'}
        role="progressbar"
        aria-label="Inputs done"
        aria-valuemin={0}
        aria-valuemax={total || 1}
        aria-valuenow={counting ? done : undefined}
      >
        <span style={{ transform: `scaleX(${total > 0 ? Math.min(1, done / total) : 0})` }} />
      </div>
      {offline && (
        <p className="progress-trouble">
          The service does not answer. The run may go on there; this is what was last heard of it. Asking
          again until it answers.
        </p>
      )}
      {state?.cancelProblem && (
        <p className="progress-trouble" role="alert">
          Not cancelled: {state.cancelProblem.title}.
        </p>
      )}
      {state && <Compilations state={state} />}
    </div>
  );
}

function headline(state: ActiveState | null): string {
  if (!state) return 'Sending';
  if (state.connection === 'offline') return 'Connection lost';
  if (state.cancelling) return 'Cancelling';
  if (state.status === 'queued') {
    const { position } = (state.view ?? {}) as KeptSubmission;
    return position ? `Waiting, place ${formatCount(position)} in the queue` : 'Waiting for a free worker';
  }
  const counts = state.view?.kind === 'stress' || state.view === null;
  if (!counts) return 'Running';
  const compiled = 'reference' in state.compilations && 'candidate' in state.compilations;
  return compiled || state.progress.done > 0 ? 'Running' : 'Compiling';
}

/** How long it will go on at this speed. */
function Remaining({ state }: { state: ActiveState }) {
  const speed = speedOf(state.samples);
  const { done, total } = state.progress;
  if (speed === null || speed <= 0 || total <= done || state.connection === 'offline') return null;
  const leftMs = ((total - done) / speed) * 1_000;
  return leftMs < 3_000 ? null : <span className="numbers">{formatDuration(leftMs)} left</span>;
}

function Speed({ state }: { state: ActiveState | null }) {
  const speed = state && speedOf(state.samples);
  // Every input is run by both programs.
  return speed === null || state?.view?.kind !== 'stress' ? null : (
    <span className="numbers">{formatRate(speed * 2)} runs/s</span>
  );
}

function Compilations({ state }: { state: ActiveState }) {
  const entries = Object.entries(state.compilations) as [string, Compilation][];
  if (entries.length === 0) return null;
  return (
    <p className="progress-notes">
      {entries.map(([role, compilation]) => (
        <span key={role}>
          {role}: {compilationText(compilation)}
        </span>
      ))}
    </p>
  );
}

function compilationText(compilation: Compilation): string {
  if (compilation === null) return 'nothing to compile';
  if (!compilation.succeeded) return 'does not compile';
  return compilation.cached ? 'compiled before' : `compiled in ${formatDuration(compilation.wallTimeMs)}`;
}
