import { useEffect } from 'react';
import type { LiveState } from '../live/live.js';
import { titleOf } from './spokenState.js';

const HOME = document.title;

/** The window's title tells the state of the run. */
export function useDocumentTitle(state: LiveState): void {
  const title = titleOf(state);
  useEffect(() => {
    document.title = title === '' ? HOME : `${title} · cpast`;
  }, [title]);
}
