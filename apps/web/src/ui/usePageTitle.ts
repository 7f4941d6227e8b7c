import { useEffect } from 'react';

/** Names the window; an empty text means the page's general name. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'cpast: find the input that breaks your code' : `${title} · cpast`;
  }, [title]);
}
