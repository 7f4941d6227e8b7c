import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';

const piece = (template: string, label: string, detail: string): Completion =>
  snippetCompletion(template, { label, detail, type: 'keyword' });
const word = (label: string, detail: string): Completion => ({ label, detail, type: 'keyword' });

const PIECES: readonly Completion[] = [
  piece('N[${1},${9}]', 'N[1,9]', 'a whole number'),
  piece('F[${0},${1},${3}]', 'F[0,1,3]', 'a number with three digits behind the point'),
  piece('S[${1},${8},@${a-z}@]', 'S[1,8,@a-z@]', 'a text of 1 to 8 letters'),
  piece('${n}=N[${1},${10}]', 'n=N[1,10]', 'a number with a name'),
  piece('(?: ${N} ){${n}}', '(?: ... ){n}', 'several things, n times'),
  piece('let ${n}=N[${1},${9}]', 'let n=N[1,9]', 'drawn, and not printed'),
  piece('N[1,${n}]{${n}} distinct', 'permutation', 'the numbers from 1 to n in any order'),
  piece('tree(${n})', 'tree(n)', 'lines u v of a tree'),
  piece('graph(${n},${m})', 'graph(n,m)', 'lines u v of a graph'),
  piece('bipartite(${l},${r},${m})', 'bipartite(l,r,m)', 'lines u v between two sides'),
  piece('each (?: u v N[${1},${9}] ; )', 'each (?: u v ... )', 'how an edge is printed'),
  piece('sum ${n} <= ${200000}', 'sum n <= 200000', 'bound of a sum over a repeated group'),
  word('distinct', 'no two alike'),
  word('sorted', 'in order'),
  word('prime', 'a prime number'),
  word('palindrome', 'reads the same backwards'),
  word('balanced', 'balanced brackets'),
  word('where', 'drawn again until it holds'),
  word('has', 'each of these gets a place'),
  word('connected', 'a graph of one piece'),
  word('directed', 'edges have a direction'),
  word('acyclic', 'no way leads back'),
  word('rooted', 'lines parent child'),
];

/** The names that the text gives to its values. */
function namesIn({ state }: CompletionContext): Completion[] {
  const names = new Set<string>();
  for (const [, name] of state.doc.toString().matchAll(/\b([A-Za-z_]\w*)\s*=(?!=)/g)) names.add(name!);
  return [...names].map((label) => ({ label, detail: 'a value of this text', type: 'variable', boost: 10 }));
}

/** What may stand where one types: the names of this text, and pieces of the language. */
export function completeClex(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/[A-Za-z_]\w*/);
  if (!before && !context.explicit) return null;
  const options = [...namesIn(context), ...PIECES];
  return { from: before?.from ?? context.pos, options, validFor: /^\w*$/ };
}
