import { useEffect } from 'react';
import { runCommand } from '../ui/commands.js';

interface KeyActions {
  onPalette(): void;
  onKeys(): void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The keys that mean the same on every page. Plain letters count only where no text is typed. */
export function useKeys({ onPalette, onKeys }: KeyActions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (actionOf(event, onPalette, onKeys)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    // Before the editors: theirs would put a line in.
    addEventListener('keydown', onKeyDown, { capture: true });
    return () => removeEventListener('keydown', onKeyDown, { capture: true });
  }, [onPalette, onKeys]);
}

function actionOf(event: KeyboardEvent, onPalette: () => void, onKeys: () => void): boolean {
  const { key } = event;
  if (document.querySelector('dialog[open]')) return false;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    if (key === 'Enter') return runCommand('run');
    if (key.toLowerCase() === 's') return runCommand('save');
    if (key.toLowerCase() === 'k') return (onPalette(), true);
    return false;
  }
  if (event.altKey && /^[1-4]$/.test(key)) return runCommand(`pane-${key}`);
  if (key === 'Escape') return !isTyping(event.target) && runCommand('cancel');
  if (isTyping(event.target)) return false;
  switch (key) {
    case '?':
      return (onKeys(), true);
    case 'n':
      return runCommand('next');
    case 'p':
      return runCommand('previous');
    case 'j':
      return runCommand('row-down');
    case 'k':
      return runCommand('row-up');
    case '/':
      return runCommand('filter');
    default:
      return false;
  }
}
