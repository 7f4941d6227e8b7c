import { useEffect, useState } from 'react';

const STEPS: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
  [12, 'month'],
  [Infinity, 'year'],
];
const WORDS = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `3 minutes ago`; times are milliseconds since 1970. */
function relativeTime(atMs: number, nowMs: number): string {
  let value = Math.round((atMs - nowMs) / 1_000);
  if (Math.abs(value) < 5) return 'just now';
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) return WORDS.format(value, unit);
    value = Math.round(value / size);
  }
  return '';
}

/** When something was, as people say it; exact, with the zone, in its title. */
export function RelativeTime({ at }: { at: string | null }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  if (at === null) return <span className="muted">never</span>;
  const exact = new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
  return (
    <time dateTime={at} title={exact}>
      {relativeTime(Date.parse(at), now)}
    </time>
  );
}
