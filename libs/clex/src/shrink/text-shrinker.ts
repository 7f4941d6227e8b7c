/*
 * Making a text small that no clex text describes: lines go, then tokens, numbers fall, characters go.
 * Nothing is known of the format, so most of what comes out is no input at all: it is for callers that have a
 * validator and ask it first, or that can read the format themselves.
 * A count in front of a list is the one thing that is guessed: where a line or a token goes, a number in the
 * text that is the count of what was there is also tried one lower.
 */

/** Texts to try; the answer says of each whether it still fails. The result is the smallest one that does. */
export type TextShrinking = Generator<readonly string[], string, readonly boolean[]>;
type Pass = Generator<readonly string[], boolean, readonly boolean[]>;

/** A text that is longer is made smaller by whole lines and tokens only. */
const MAX_CHARACTERS_ONE_BY_ONE = 400;

export interface TextShrinkOptions {
  /** How many candidates are handed out at a time. */
  readonly batchSize: number;
  /** Which texts are inputs at all; others are not handed out. All when absent. */
  readonly isOfForm?: (text: string) => boolean;
}

export function* shrinkText(text: string, options: TextShrinkOptions): TextShrinking {
  const shrinker = new TextShrinker(text, options);
  yield* shrinker.run();
  return shrinker.best;
}

/** Which of the texts that fail is the smallest; -1 when none does. */
export function smallestText(texts: readonly string[], fails: readonly boolean[]): number {
  let smallest = -1;
  texts.forEach((text, at) => {
    if (fails[at] && (smallest < 0 || isSmaller(text, texts[smallest]!))) smallest = at;
  });
  return smallest;
}

function isSmaller(a: string, b: string): boolean {
  return a.length !== b.length ? a.length < b.length : a < b;
}

class TextShrinker {
  private readonly tried = new Set<string>();

  constructor(
    public best: string,
    private readonly options: TextShrinkOptions,
  ) {
    this.tried.add(best);
  }

  *run(): Generator<readonly string[], void, readonly boolean[]> {
    for (let improved = true; improved;) {
      improved = yield* this.cutting('\n');
      improved = (yield* this.cutting(' ')) || improved;
      improved = (yield* this.numbers()) || improved;
      if (!improved && this.best.length <= MAX_CHARACTERS_ONE_BY_ONE) improved = yield* this.cutting('');
    }
  }

  /** Pieces between separators go: all, halves, quarters, ... single ones. */
  private *cutting(separator: string): Pass {
    let improved = false;
    let chunk = this.best.split(separator).length;
    while (chunk >= 1) {
      if (yield* this.first(withoutPieces(this.best, separator, chunk))) improved = true;
      else chunk = Math.floor(chunk / 2);
    }
    return improved;
  }

  /** Each number on its own: 0, small ones, halves, one less. */
  private *numbers(): Pass {
    let improved = false;
    for (let at = 0; ; at++) {
      const number = [...this.best.matchAll(/-?\d+/g)][at];
      if (number === undefined) return improved;
      while (yield* this.first(withLowerNumber(this.best, at))) improved = true;
    }
  }

  private *first(candidates: Iterable<string>): Pass {
    const { batchSize, isOfForm } = this.options;
    let batch: string[] = [];
    for (const text of candidates) {
      if (this.tried.has(text) || !isSimplerThan(text, this.best)) continue;
      this.tried.add(text);
      if (isOfForm?.(text) === false) continue;
      batch.push(text);
      if (batch.length < batchSize) continue;
      if (this.settle(batch, yield batch)) return true;
      batch = [];
    }
    return batch.length > 0 && this.settle(batch, yield batch);
  }

  private settle(batch: readonly string[], fails: readonly boolean[]): boolean {
    const smallest = smallestText(batch, fails);
    if (smallest >= 0) this.best = batch[smallest]!;
    return smallest >= 0;
  }
}

/** Shorter, or as long with lower numbers. */
function isSimplerThan(text: string, best: string): boolean {
  if (text.length !== best.length) return text.length < best.length;
  const sum = (of: string): number =>
    [...of.matchAll(/\d+/g)].reduce((total, [digits]) => total + Number(digits), 0);
  return sum(text) < sum(best);
}

function* withoutPieces(text: string, separator: string, chunk: number): Iterable<string> {
  const pieces = text.split(separator);
  for (let from = pieces.length - chunk; from > -chunk; from -= chunk) {
    const start = Math.max(0, from);
    const gone = from + chunk - start;
    const kept = [...pieces.slice(0, start), ...pieces.slice(from + chunk)];
    yield* withCountLowered(kept.join(separator), gone);
    yield kept.join(separator);
  }
}

/** The first few numbers of the text, each lower by what has gone. */
function* withCountLowered(text: string, gone: number): Iterable<string> {
  for (const match of [...text.matchAll(/\d+/g)].slice(0, 3)) {
    const lower = Number(match[0]) - gone;
    if (lower < 0 || !Number.isSafeInteger(lower)) continue;
    yield text.slice(0, match.index) + lower + text.slice(match.index + match[0].length);
  }
}

function* withLowerNumber(text: string, at: number): Iterable<string> {
  const match = [...text.matchAll(/-?\d+/g)][at];
  if (match === undefined) return;
  const value = BigInt(match[0]);
  const sign = value < 0n ? -1n : 1n;
  const size = value * sign;
  for (const lower of new Set([
    0n,
    1n,
    2n,
    3n,
    size / 10n,
    size / 2n,
    size - size / 4n,
    size - size / 10n,
    size - 1n,
  ])) {
    if (lower < 0n || lower >= size) continue;
    yield text.slice(0, match.index) + lower * sign + text.slice(match.index + match[0].length);
  }
  if (value < 0n) yield text.slice(0, match.index) + size + text.slice(match.index + match[0].length);
}
