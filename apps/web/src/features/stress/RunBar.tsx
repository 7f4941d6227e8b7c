import { formatCount } from '../../ui/format.js';
import { PlayIcon, StopIcon } from '../../ui/icons.js';
import { modifier } from '../../ui/keys.js';
import type { LiveState } from '../live/live.js';

interface RunBarProps {
  state: LiveState;
  busy: boolean;
  label?: string;
  onRun(): void;
  /** On a phone the bar is the progress as well; elsewhere that stands with the result. */
  onCancel: (() => void) | null;
  error?: string | null;
}

/** The button that starts a run; on a phone a bar below, which shows the progress while it runs. */
export function RunBar({ state, busy, label = 'Run', onRun, onCancel, error }: RunBarProps) {
  const progress = state.phase === 'active' && state.progress.total > 0 ? state.progress : null;
  return (
    <div className="run-bar">
      {error && <p className="run-error">{error}</p>}
      {busy && onCancel ? (
        <>
          <span className="run-progress">
            <span className="spinner" aria-hidden="true" />
            {progress ? `${formatCount(progress.done)} / ${formatCount(progress.total)}` : 'Running'}
          </span>
          <button type="button" className="button danger" data-testid="cancel-button" onClick={onCancel}>
            <StopIcon />
            Cancel
          </button>
        </>
      ) : (
        <button
          type="button"
          className="button primary"
          data-testid="run-button"
          // Not `disabled`: a keyboard user would lose the focus, and with it the place in the page.
          aria-disabled={busy}
          onClick={() => busy || onRun()}
        >
          {busy ? <span className="spinner" aria-hidden="true" /> : <PlayIcon />}
          {busy ? 'Running' : label}
          {!busy && <kbd aria-hidden="true">{modifier} ↵</kbd>}
        </button>
      )}
    </div>
  );
}
