import type { Settings } from '../text/settings.js';

const MAX_PATTERN = 500;

/** `batch` and `case` of a path; case numbers stand for a batch where there is none. */
interface Place {
  batch: string;
  case: string;
  hasBatch: boolean;
}

/**
 * The cases of a list that is not written down: files with "in" in their name and those with "out", by the
 * last number as the case and the number before it as the batch. Patterns of the package in Python's syntax
 * are understood as far as they are JavaScript's, too.
 */
export function guessDmojCases(paths: readonly string[], patterns: Settings): unknown[] {
  const points = patterns.list('case_points').map(Number);
  const inputs = placed(paths, patterns.text('input_format'), /(^|[^a-z])in|\.in/i);
  const outputs = placed(paths, patterns.text('output_format'), /(^|[^a-z])(out|ans)|\.(out|ans)/i);
  const batches = new Map<string, { case: string; in: string; out: string }[]>();
  const isBatch = new Set<string>();
  for (const [path, place] of inputs) {
    const out = [...outputs].find(
      ([, other]) => other.batch === place.batch && other.case === place.case,
    )?.[0];
    if (out === undefined) continue;
    if (place.hasBatch) isBatch.add(place.batch);
    batches.set(place.batch, [...(batches.get(place.batch) ?? []), { case: place.case, in: path, out }]);
  }
  return [...batches]
    .sort(([left], [right]) => textsBeforeNumbers(left, right))
    .map(([name, cases], at) => {
      const sorted = cases.sort((left, right) => textsBeforeNumbers(left.case, right.case));
      const worth = points.length === 1 ? points[0] : points[at];
      const more = worth !== undefined && Number.isFinite(worth) ? { points: worth } : {};
      return isBatch.has(name) ? { batched: sorted, ...more } : { ...sorted[0], ...more };
    });
}

function placed(paths: readonly string[], pattern: string | undefined, hint: RegExp): Map<string, Place> {
  const expression = pattern === undefined ? null : javascriptPattern(pattern);
  const found = new Map<string, Place>();
  for (const path of paths) {
    const place = expression ? byPattern(expression, path) : byNumbers(path, hint);
    if (place) found.set(path, place);
  }
  return found;
}

function javascriptPattern(pattern: string): RegExp | null {
  if (pattern.length > MAX_PATTERN || /\([^)]*[+*][^)]*\)[+*]/.test(pattern)) return null;
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'));
  } catch {
    return null;
  }
}

function byPattern(pattern: RegExp, path: string): Place | null {
  const groups = pattern.exec(path.slice(0, 255))?.groups;
  const number = groups?.['case'];
  if (!groups || number === undefined) return null;
  const batch = groups['batch'];
  return { batch: batch ?? number, case: number, hasBatch: batch !== undefined };
}

function byNumbers(path: string, hint: RegExp): Place | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!hint.test(name)) return null;
  const numbers = name.match(/\d+/g);
  if (!numbers) return null;
  const last = String(Number(numbers.at(-1)));
  const before = numbers.at(-2);
  return before === undefined
    ? { batch: last, case: last, hasBatch: false }
    : { batch: String(Number(before)), case: last, hasBatch: true };
}

function textsBeforeNumbers(left: string, right: string): number {
  const [ours, theirs] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (ours !== theirs) return ours ? 1 : -1;
  return ours ? Number(left) - Number(right) : left < right ? -1 : 1;
}
