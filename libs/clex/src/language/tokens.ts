import type { CharsetName, Span } from './ast.js';

const BRACKETS = ['(', ')', '[', ']', '{', '}'] as const;
const OPERATORS = ['+', '-', '*', '/', '%', '^', '<', '<=', '>', '>=', '==', '!='] as const;
const SIGNS = [',', '\\', ';', '~', '|', '#', ':', '='] as const;
const LETTERS = ['N', 'F', 'S'] as const;
export const PUNCTUATION = [...BRACKETS, ...OPERATORS, ...SIGNS, ...LETTERS] as const;

/** Tokens that carry nothing but themselves. */
export type Punctuation = (typeof PUNCTUATION)[number];

export type Token =
  | { readonly kind: Punctuation; readonly span: Span }
  | { readonly kind: '?:'; readonly name: string | undefined; readonly span: Span }
  | { readonly kind: 'number'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'decimal'; readonly unscaled: bigint; readonly scale: number; readonly span: Span }
  | { readonly kind: 'named_charset'; readonly name: CharsetName; readonly span: Span }
  | { readonly kind: 'charset'; readonly symbols: readonly string[]; readonly span: Span }
  | { readonly kind: 'literal'; readonly text: string; readonly span: Span }
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly text: string; readonly span: Span }
  | { readonly kind: 'end'; readonly span: Span };

/** A token as messages name it. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'number':
      return `the number ${token.value}`;
    case 'decimal':
      return 'a number with a fraction';
    case 'named_charset':
      return `the charset "@${token.name}@"`;
    case 'charset':
      return 'a charset';
    case 'literal':
      return 'a text in quotes';
    case 'word':
      return `the word "${token.text}"`;
    case 'name':
      return `the name "${token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text}"`;
    case 'end':
      return 'the end of the program';
    default:
      return `"${token.kind}"`;
  }
}
