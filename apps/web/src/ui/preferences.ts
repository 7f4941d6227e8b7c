import { useSyncExternalStore } from 'react';

/** What a visitor likes, in this browser. */
export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  /** Of code, in pixels. */
  fontPx: number;
  /** Whether long lines of outputs are broken. */
  wrap: boolean;
  /** Whether lines of code are broken. */
  wrapCode: boolean;
}

const KEY = 'cpast.preferences';
const DEFAULTS: Preferences = { theme: 'system', fontPx: 13, wrap: true, wrapCode: false };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return { ...DEFAULTS, ...stored };
  } catch {
    return DEFAULTS;
  }
}

/** Puts what is liked onto the page. Call it before the first picture. */
export function applyPreferences(): void {
  const { theme, fontPx } = current;
  const root = document.documentElement;
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
  root.style.setProperty('--code-size', `${Math.min(24, Math.max(10, fontPx))}px`);
}

/** Changes what is liked, here and for the next visit. */
export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

/** What is liked now. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
