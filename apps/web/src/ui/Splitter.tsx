import { useEffect, useRef, useState, type CSSProperties } from 'react';

const STEP = 2;

/** Shares of a place that is split in two, kept for the next visit. Percent of the first part. */
export function useSplit(name: string, preset: number): [number, (percent: number) => void] {
  const key = `cpast.split.${name}`;
  const [percent, setPercent] = useState(() => {
    try {
      return Number(localStorage.getItem(key)) || preset;
    } catch {
      return preset;
    }
  });
  useEffect(() => {
    try {
      localStorage.setItem(key, String(percent));
    } catch {
      // Then the next visit begins with the preset.
    }
  }, [key, percent]);
  return [percent, (next) => setPercent(Math.min(80, Math.max(20, next)))];
}

/** The shares as a style for the element that is split. */
export const splitStyle = (percent: number): CSSProperties =>
  ({ '--first': `${percent}fr`, '--second': `${100 - percent}fr` }) as CSSProperties;

interface SplitterProps {
  label: string;
  percent: number;
  onChange(percent: number): void;
}

/** The line between two parts, to be dragged, or moved with the arrow keys. */
export function Splitter({ label, percent, onChange }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const onPointerDown = (event: React.PointerEvent) => {
    event.preventDefault();
    const element = line.current!;
    element.setPointerCapture(event.pointerId);
    const box = element.parentElement!.getBoundingClientRect();
    const move = (moved: PointerEvent) => onChange(((moved.clientX - box.left) / box.width) * 100);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', () => element.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(percent + step);
  };
  return (
    <div
      ref={line}
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={20}
      aria-valuemax={80}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
