/** `0.8 ms`, `812 ms`, `4.21 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10 && !Number.isInteger(ms)) return `${ms.toFixed(1)} ms`;
  if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1_000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Binary units: `512 B`, `3.4 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Runs per second, with as many digits as mean something: `3.4`, `212`, `1,840`. */
export function formatRate(runsPerSecond: number): string {
  return runsPerSecond < 10 ? runsPerSecond.toFixed(1) : formatCount(Math.round(runsPerSecond));
}

/** `1 input`, `3 inputs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Where a UTF-16 offset is in a text, counted as people do: `line 1, column 5`. */
export function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${formatCount(before.length)}, column ${formatCount(Array.from(before.at(-1)!).length + 1)}`;
}
