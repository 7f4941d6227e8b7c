import type { FlagRule, FunctionName, GraphShape, GraphWord } from './ast.js';

export const FLAG_RULES: readonly FlagRule[] = ['distinct', 'sorted', 'prime', 'palindrome', 'balanced'];
export const FUNCTIONS: readonly FunctionName[] = ['min', 'max', 'sum', 'count'];
export const GRAPH_SHAPES: readonly GraphShape[] = ['tree', 'graph', 'bipartite'];
export const GRAPH_WORDS: readonly GraphWord[] = [
  'connected',
  'directed',
  'acyclic',
  'loops',
  'multi',
  'rooted',
  'path',
  'star',
];

/** The words of the language, which cannot be names. */
export const WORDS: ReadonlySet<string> = new Set<string>([
  'let',
  'where',
  'has',
  'each',
  'and',
  'or',
  'not',
  ...FLAG_RULES,
  ...FUNCTIONS,
  ...GRAPH_SHAPES,
  ...GRAPH_WORDS,
]);

/** Whether `word` is one of `words`, said to the compiler as well. */
export function isOneOf<W extends string>(words: readonly W[], word: string): word is W {
  return (words as readonly string[]).includes(word);
}
