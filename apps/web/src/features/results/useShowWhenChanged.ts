import { useEffect, type RefObject } from 'react';
import type { LiveState } from '../live/live.js';

/** Pixels of the results that must be seen when a run starts, and when it ends. */
const SEEN_PX = { submitting: 90, final: 430, rejected: 160 };

/** Scrolls as little as needed when a run starts and when it ends, but not while the user reads. */
export function useShowWhenChanged(target: RefObject<HTMLElement | null>, state: LiveState): void {
  const { phase } = state;
  useEffect(() => {
    if (phase === 'idle' || phase === 'loading' || phase === 'active') return;
    const frame = requestAnimationFrame(() => {
      const box = target.current?.getBoundingClientRect();
      if (!box) return;
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      // On a phone a bar covers the lower end, and nothing stands beside: what came of it begins at the top.
      if (matchMedia('(max-width: 760px)').matches && phase !== 'submitting')
        return scrollBy({ top: box.top - 8, behavior: calm ? 'auto' : 'smooth' });
      const wanted = Math.min(box.height + 16, SEEN_PX[phase], innerHeight - 16);
      const missing = box.top + wanted - innerHeight;
      if (missing > 0 || box.top < 0)
        scrollBy({ top: box.top < 0 ? box.top - 16 : missing, behavior: calm ? 'auto' : 'smooth' });
    });
    return () => cancelAnimationFrame(frame);
  }, [phase, target]);
}
