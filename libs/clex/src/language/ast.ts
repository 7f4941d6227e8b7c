/** Half-open range `[start, end)` of UTF-16 offsets in the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parsed clex program. Treat it as immutable: `generate` keeps what it derives from it. */
export interface ClexProgram {
  readonly kind: 'program';
  readonly body: Body;
  /** How many captures the text holds; their numbers run from 1 to this. */
  readonly captureCount: number;
  /** The groups that have a name, `(?e: ... )`, by it. */
  readonly groups: ReadonlyMap<string, GroupUnit>;
  readonly span: Span;
}

/** `A | B`: one of the branches is drawn. */
export interface Body {
  readonly branches: readonly Branch[];
}

/** `3: A`; the weight is 1 when it is left out. */
export interface Branch {
  readonly weight: bigint;
  readonly steps: readonly Step[];
}

export type Step = Unit | LineStep | GlueStep | WhereStep | AssignStep;
export type Unit = CaptureUnit | GroupUnit | DataUnit | ShowUnit | CallUnit | GraphUnit;
export type DataUnit = IntegerUnit | FloatUnit | StringUnit | LiteralUnit;

/** `;` */
interface LineStep {
  readonly kind: 'line';
  readonly span: Span;
}

/** `~` */
interface GlueStep {
  readonly kind: 'glue';
  readonly span: Span;
}

/** `where a < b` */
interface WhereStep {
  readonly kind: 'where';
  readonly test: Expr;
  readonly span: Span;
}

/** `let c = c + 1` */
export interface AssignStep {
  readonly kind: 'assign';
  readonly name: string;
  readonly value: Expr;
  readonly span: Span;
}

/** `(N[1,5])`: draws a whole number that is not negative, prints it and remembers it under `group`. */
export interface CaptureUnit {
  readonly kind: 'capture';
  /** Number of the capture, from 1, in the order of the text. */
  readonly group: number;
  readonly range: Range | undefined;
  readonly span: Span;
}

/** `(?: ... ){3}` or `(?name: ... ){3}` */
export interface GroupUnit {
  readonly kind: 'group';
  readonly name: string | undefined;
  readonly body: Body;
  readonly repeat: Repeat | undefined;
  readonly rules: readonly Rule[];
  /** From the `(` to the end of the repeat and the rules. */
  readonly span: Span;
}

interface Named {
  /** `n` of `n=N[1,9]`. */
  readonly name: string | undefined;
  /** Whether it was written with `let`: drawn and not printed. */
  readonly silent: boolean;
  readonly repeat: Repeat | undefined;
  readonly span: Span;
}

/** `N[1,5]{3}` */
export interface IntegerUnit extends Named {
  readonly kind: 'integer';
  readonly range: Range | undefined;
  readonly rules: readonly Rule[];
}

/** `F[1,5]{3}` */
export interface FloatUnit extends Named {
  readonly kind: 'float';
  readonly range: Range | undefined;
  readonly rules: readonly Rule[];
}

/** `S[1,5,@CH_LOWER@]{3}`; the range is that of the length, in characters (Unicode code points). */
export interface StringUnit extends Named {
  readonly kind: 'string';
  readonly range: Range | undefined;
  readonly charset: Charset | undefined;
  readonly rules: readonly Rule[];
}

/** `"text"{3}` */
export interface LiteralUnit extends Named {
  readonly kind: 'literal';
  readonly text: string;
}

/** `n`, `a[3]`: prints a value that has been drawn. */
export interface ShowUnit {
  readonly kind: 'show';
  readonly value: NameExpr;
  readonly span: Span;
}

/** `<e>`: the group of that name once more. */
export interface CallUnit {
  readonly kind: 'call';
  readonly name: string;
  readonly span: Span;
}

export type GraphShape = 'tree' | 'graph' | 'bipartite';
export type GraphWord = 'connected' | 'directed' | 'acyclic' | 'loops' | 'multi' | 'rooted' | 'path' | 'star';

/** `graph(n,m) connected each (?: u v N[1,9] ; )` */
export interface GraphUnit {
  readonly kind: 'graph';
  readonly shape: GraphShape;
  readonly arguments: readonly Expr[];
  readonly words: readonly GraphWord[];
  /** How an edge is printed; `u v ;` when it is left out. */
  readonly each: GroupUnit | undefined;
  readonly span: Span;
}

/** `[lower,upper]`, `[lower,upper,digits]` or `[exactly]`. An omitted bound takes the default of its unit. */
export interface Range {
  readonly lower: Expr | undefined;
  readonly upper: Expr | undefined;
  readonly digits: Expr | undefined;
  /** Whether one number stands for both bounds. */
  readonly exact: boolean;
  readonly span: Span;
}

/** `{3}` or `{2,5}` */
export interface Repeat {
  readonly least: Expr;
  readonly most: Expr | undefined;
  readonly span: Span;
}

export type FlagRule = 'distinct' | 'sorted' | 'prime' | 'palindrome' | 'balanced';
export type Rule =
  | { readonly kind: FlagRule; readonly span: Span }
  | { readonly kind: 'unequal'; readonly value: Expr; readonly span: Span }
  | { readonly kind: 'has'; readonly wanted: Charset | Expr; readonly span: Span }
  | { readonly kind: 'sum'; readonly name: string; readonly most: Expr; readonly span: Span };

export type Expr =
  Literal | DecimalLiteral | GroupRef | NameExpr | RoundExpr | CallExpr | UnaryExpr | BinaryExpr;

/** A whole number in the signed 64-bit range. */
export interface Literal {
  readonly kind: 'number';
  readonly value: bigint;
  readonly span: Span;
}

/** `19.99`: unscaled 1999, scale 2. */
interface DecimalLiteral {
  readonly kind: 'decimal';
  readonly unscaled: bigint;
  readonly scale: number;
  readonly span: Span;
}

/** `\2`: the latest value of capture 2. The number need not belong to a capture that exists. */
export interface GroupRef {
  readonly kind: 'group_ref';
  readonly group: bigint;
  readonly span: Span;
}

/** `n` or `a[3]` */
export interface NameExpr {
  readonly kind: 'name';
  readonly name: string;
  readonly index: Expr | undefined;
  readonly span: Span;
}

/** `#` */
interface RoundExpr {
  readonly kind: 'round';
  readonly span: Span;
}

export type FunctionName = 'min' | 'max' | 'sum' | 'count';

/** `min(n, 9)`; over all values of a name when that is the only argument. */
export interface CallExpr {
  readonly kind: 'function';
  readonly name: FunctionName;
  readonly arguments: readonly Expr[];
  readonly span: Span;
}

interface UnaryExpr {
  readonly kind: 'unary';
  readonly operator: 'not' | '-';
  readonly operand: Expr;
  readonly span: Span;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'and' | 'or';

export interface BinaryExpr {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly span: Span;
}

export type Charset = NamedCharset | CustomCharset;

/** `@CH_LOWER@` */
export interface NamedCharset {
  readonly kind: 'named';
  readonly name: CharsetName;
  readonly span: Span;
}

/** `'abc'` or `@a-c@`: one entry a code point. A character that stands twice is drawn twice as often. */
export interface CustomCharset {
  readonly kind: 'custom';
  readonly symbols: readonly string[];
  readonly span: Span;
}

export type CharsetName =
  'CH_ALPHA' | 'CH_NUM' | 'CH_ALNUM' | 'CH_UPPER' | 'CH_LOWER' | 'CH_NEWLINE' | 'CH_ALL';

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
