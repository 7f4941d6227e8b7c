/** Half-open range `[start, end)` of UTF-16 offsets in the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parsed clex program. Treat it as immutable: `generate` keeps what it derives from it. */
export interface ClexProgram {
  readonly kind: 'program';
  readonly units: readonly Unit[];
  /** How many captures the text holds; their numbers run from 1 to this. */
  readonly captureCount: number;
  readonly span: Span;
}

export type Unit = CaptureUnit | GroupUnit | DataUnit;
export type DataUnit = IntegerUnit | FloatUnit | StringUnit;

/** `(N[1,5])`: draws a whole number that is not negative, prints it and remembers it under `group`. */
export interface CaptureUnit {
  readonly kind: 'capture';
  /** Number of the capture, from 1, in the order of the text. */
  readonly group: number;
  readonly range: Range | undefined;
  readonly span: Span;
}

/** `(?: ... ){3}` */
export interface GroupUnit {
  readonly kind: 'group';
  readonly units: readonly Unit[];
  readonly repeat: Ref | undefined;
  /** From the `(` to the end of the repeat. */
  readonly span: Span;
}

/** `N[1,5]{3}` */
export interface IntegerUnit {
  readonly kind: 'integer';
  readonly range: Range | undefined;
  readonly repeat: Ref | undefined;
  readonly span: Span;
}

/** `F[1,5]{3}` */
export interface FloatUnit {
  readonly kind: 'float';
  readonly range: Range | undefined;
  readonly repeat: Ref | undefined;
  readonly span: Span;
}

/** `S[1,5,@CH_LOWER@]{3}`; the range is that of the length, in characters (Unicode code points). */
export interface StringUnit {
  readonly kind: 'string';
  readonly range: Range | undefined;
  readonly charset: Charset | undefined;
  readonly repeat: Ref | undefined;
  readonly span: Span;
}

/** An omitted bound is `undefined`: the default depends on the unit that owns the range. */
export interface Range {
  readonly lower: Ref | undefined;
  readonly upper: Ref | undefined;
  readonly span: Span;
}

export type Ref = Literal | GroupRef;

/** A whole number in the signed 64-bit range. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: bigint;
  readonly span: Span;
}

/** `\2`: the latest value of capture 2. The number need not belong to a capture that exists. */
export interface GroupRef {
  readonly kind: 'group_ref';
  readonly group: bigint;
  readonly span: Span;
}

export type Charset = NamedCharset | CustomCharset;

/** `@CH_LOWER@` */
export interface NamedCharset {
  readonly kind: 'named';
  readonly name: CharsetName;
  readonly span: Span;
}

/**
 * `'abc'`: one entry a code point, escapes resolved. A character that stands twice is drawn twice as often.
 */
export interface CustomCharset {
  readonly kind: 'custom';
  readonly symbols: readonly string[];
  readonly span: Span;
}

export type CharsetName =
  'CH_ALPHA' | 'CH_NUM' | 'CH_ALNUM' | 'CH_UPPER' | 'CH_LOWER' | 'CH_NEWLINE' | 'CH_ALL';

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
