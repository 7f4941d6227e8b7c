import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Skeleton } from '../ui/states.js';
import { Header } from './Header.js';
import { OfflineBar } from './OfflineBar.js';
import { Toasts } from '../ui/toasts.js';
import { useKeys } from './useKeys.js';

const Palette = lazy(async () => ({ default: (await import('./Palette.js')).Palette }));
const KeysDialog = lazy(async () => ({ default: (await import('./KeysDialog.js')).KeysDialog }));

/** What is around every page: the way to the others, messages, keys. */
export function Shell() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const openPalette = useCallback(() => setOpen('palette'), []);
  const openKeys = useCallback(() => setOpen('keys'), []);
  useKeys({ onPalette: openPalette, onKeys: openKeys });
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => skipTo(event, main.current)}>
        Skip to the page
      </a>
      <Header onPalette={openPalette} onKeys={openKeys} />
      <OfflineBar />
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Skeleton />}>
          <Outlet />
        </Suspense>
      </main>
      <Toasts />
      <Suspense>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} onKeys={openKeys} />}
        {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}

function skipTo(event: React.MouseEvent, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** A user of a screen reader hears which page was opened: the focus goes to its heading. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (path === undefined) return;
    if (before.current !== undefined && before.current !== path) {
      const heading = main.current?.querySelector('h1');
      heading?.setAttribute('tabindex', '-1');
      (heading ?? main.current)?.focus({ preventScroll: true });
    }
    before.current = path;
  }, [path, main]);
}
