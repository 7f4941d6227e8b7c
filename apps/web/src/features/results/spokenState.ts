import type { LiveState } from '../live/live.js';
import { KIND_VIEWS } from './kinds/index.js';

/**
 * For those who hear the page: that it runs, that it cannot say how far, and how it ended; not every step.
 */
export function spokenState(state: LiveState): string {
  switch (state.phase) {
    case 'idle':
    case 'loading':
    case 'rejected':
      // A rejection is an alert of its own.
      return '';
    case 'submitting':
      return 'Running';
    case 'active':
      return state.connection === 'offline' ? 'Connection lost' : 'Running';
    case 'final':
      return KIND_VIEWS[state.view.kind].verdictText(state).title;
  }
}

/**
 * For those who look at something else meanwhile: how far the run is, or how it ended; empty when there is
 * none.
 */
export function titleOf(state: LiveState): string {
  switch (state.phase) {
    case 'idle':
    case 'loading':
      return '';
    case 'rejected':
      return state.problem.title;
    case 'submitting':
      return 'Sending';
    case 'active': {
      const { connection, status, progress } = state;
      if (connection === 'offline') return 'Connection lost';
      if (status === 'queued') return 'Waiting';
      return progress.done > 0 ? `${Math.floor((progress.done / progress.total) * 100)} %` : 'Running';
    }
    case 'final':
      return KIND_VIEWS[state.view.kind].verdictText(state).title;
  }
}
