/** Names shorter than this are too close to innocent ones (`POST`, `SORT`) to be taken for typos. */
const SHORTEST_CHECKED = 6;

/**
 * The known name that `name` was probably meant to be: the same but for case, or one insertion, deletion,
 * replacement or swap of neighbours away, or the same but for a plural; of short names only one with a letter
 * twice. null when there is none, or when `name` itself is known.
 */
export function nearMiss(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null;
  const upper = name.toUpperCase();
  return known.find((candidate) => isNear(upper, candidate)) ?? null;
}

function isNear(upper: string, candidate: string): boolean {
  if (candidate.length < SHORTEST_CHECKED) return hasOneLetterTwice(upper, candidate);
  return candidate === upper || isOneEditAway(upper, candidate) || singular(upper) === singular(candidate);
}

/** `PORTT` is no word that another program would use, `POST` is. */
function hasOneLetterTwice(name: string, candidate: string): boolean {
  return [...candidate].some((letter, at) => name === candidate.slice(0, at) + letter + candidate.slice(at));
}

/** Each word of a name without the ending of a plural. */
function singular(name: string): string {
  return name.replace(/IES(?=_|$)/g, 'Y').replace(/S(?=_|$)/g, '');
}

function isOneEditAway(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const rest = (text: string, skipped: number) => text.slice(start + skipped);
  if (a.length === b.length)
    return (
      rest(a, 1) === rest(b, 1) ||
      (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, 2) === rest(b, 2))
    );
  if (a.length === b.length + 1) return rest(a, 1) === rest(b, 0);
  return a.length + 1 === b.length && rest(a, 0) === rest(b, 1);
}
