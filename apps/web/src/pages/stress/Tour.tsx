import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import './tour.css';

/** What is shown, one after the other; `at` is a selector of what it stands beside. */
const STEPS = [
  {
    at: '#reference-title',
    title: 'The trusted one',
    text: 'A program that is right, however slow. Its answer is what is expected.',
  },
  {
    at: '#candidate-title',
    title: 'The one to break',
    text: 'Your fast solution. It gets the same random inputs as the trusted one.',
  },
  {
    at: '[data-testid=run-button]',
    title: 'Run',
    text: 'The first input on which the answers differ is made as small as it gets, and shown.',
  },
] as const;
const GAP = 8;

/** Three popovers beside the controls that a first run takes; nothing is covered up for clicks elsewhere. */
export function Tour({ onClose }: { onClose(): void }) {
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const step = STEPS[at]!;
  const isLast = at === STEPS.length - 1;

  useLayoutEffect(() => {
    const own = box.current!;
    document.querySelector(step.at)?.scrollIntoView({ block: 'center' });
    if (!own.matches(':popover-open')) own.showPopover();
    place(own, step.at);
    own.querySelector<HTMLElement>('[data-next]')?.focus({ preventScroll: true });
  }, [step]);
  useEffect(() => {
    const again = () => box.current && place(box.current, step.at);
    for (const type of ['scroll', 'resize']) addEventListener(type, again, { capture: true });
    return () => {
      for (const type of ['scroll', 'resize']) removeEventListener(type, again, { capture: true });
    };
  }, [step]);

  return (
    <div
      ref={box}
      popover="manual"
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby="tour-text"
      className="tour"
      data-testid="tour"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <h2 id="tour-title">{step.title}</h2>
      <p id="tour-text">{step.text}</p>
      <div className="tour-ends">
        <span>
          {at + 1} of {STEPS.length}
        </span>
        {!isLast && (
          <button type="button" className="button small" onClick={onClose}>
            Skip
          </button>
        )}
        <button
          type="button"
          data-next
          className="button small"
          onClick={() => (isLast ? onClose() : setAt(at + 1))}
        >
          {isLast ? 'Done' : 'Next'}
        </button>
      </div>
    </div>
  );
}

/** Below what it is about, above where there is no room; within the window. */
function place(own: HTMLElement, at: string): void {
  const target = document.querySelector(at)?.getBoundingClientRect();
  if (!target) return;
  const below = target.bottom + GAP;
  const top = below + own.offsetHeight < innerHeight ? below : target.top - GAP - own.offsetHeight;
  own.style.top = `${Math.max(GAP, top)}px`;
  own.style.left = `${Math.max(GAP, Math.min(target.left, innerWidth - own.offsetWidth - GAP))}px`;
}
