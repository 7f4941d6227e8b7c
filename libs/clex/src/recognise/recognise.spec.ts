import { describe, expect, it } from 'vitest';
import { draw, generate, parse, recognise, replay, type Recognised } from '../index.js';

/** What a text is by a program: `yes`, `no`, or `unknown`. */
function wordOf(source: string, text: string): string {
  return { recognised: 'yes', other: 'no', unknown: 'unknown' }[recognise(parse(source), text).kind];
}

function placeOf(word: Recognised): string {
  if (word.kind !== 'other') throw new Error(`the text is ${word.kind}`);
  return `${word.line}:${word.column} ${word.expected.join(', ')}`;
}

/** A program, texts that it prints, and texts that it does not. */
const CASES: readonly [what: string, source: string, yes: readonly string[], no: readonly string[]][] = [
  [
    'numbers',
    'N[1,9] N[-5,5]',
    ['1 -5', '9 0'],
    ['0 1', '1  1', '1 6', '1', '1 2 3', '01 2', '1 -0', '1 +2'],
  ],
  ['captures', '(N[1,3]) (?:N[1,9]){\\1}', ['2 8 9', '1 1'], ['2 8', '2 8 9 1', '4 1 1 1 1']],
  ['lines', 'n=N[1,3] ; N[1,9]{n} ;', ['2\n1 2\n'], ['2\n1\n2\n', '2 1 2\n', '2\n1 2 3\n', '2\n\n1 2\n']],
  ['padding and no space', 'N[1,9]~":"~N[0,59,2]', ['7:05', '7:59'], ['7:5', '7 :05', '7:60', '12:00']],
  ['numbers side by side', 'N[1,99]~N[1,9]', ['57', '999'], ['5', '1000', '507x']],
  ['fixed digits', 'F[0,1,2]{2}', ['0.25 1.00'], ['0.25 1', '0.250 1.00', '1.01 0.00', '-0.00 0.00']],
  ['doubles', 'F[0,1]', ['0.25', '0', '0.0000001'], ['0.250', '1e-7', '1.5', '-0']],
  ['strings', "S[1,3,'ab'] S[2,@CH_LOWER@]", ['a zz', 'bab ab'], ['abc zz', 'abab zz', 'a z', ' zz']],
  ['strings side by side', "S[1,3,'ab']~S[2,'ab']~\"!\"", ['aab!', 'babab!'], ['ab!', 'ababab!']],
  ['spaces in strings', "S[3,'a '] N[1,9]", ['a a 5', '    5'], ['a 5', 'aab 5']],
  ['choices', '(?: "+" N[1,9] ; | 3: "-" ; ){2}', ['+ 1\n-\n', '-\n-\n'], ['+\n-\n', '+ 1\n']],
  ['open repeats', 'N[1,9]{2,4} "0"', ['1 2 0', '1 2 3 4 0'], ['1 0', '1 2 3 4 5 0', '1 2 3']],
  ['sums', '(?: n=N[1,9] ; ){2,3} sum n <= 10', ['5\n5\n', '1\n1\n8\n'], ['5\n6\n', '10\n']],
  ['permutations', 'n=N[1,5] ; N[1,n]{n} distinct ;', ['3\n2 3 1\n'], ['3\n2 3 2\n', '3\n1 2 4\n']],
  ['order', 'N[0,9]{3} sorted', ['0 0 9'], ['0 9 8']],
  ['rounds in order', "(?: N[0,9] S[1,'ab'] ; ){3} sorted", ['1 a\n1 b\n2 a\n'], ['1 b\n1 a\n2 a\n']],
  ['rounds that differ', '(?: N[0,9] N[0,9] ; ){2} distinct', ['1 2\n2 1\n'], ['1 2\n1 2\n']],
  ['excluded values', '(?: x=N[1,9]!=x ){3}', ['1 2 1'], ['1 1 2']],
  ['given numbers', 'N[1,5]{3} has 7', ['1 7 5', '7 1 2'], ['1 2 3', '7 7 1']],
  ['given characters', "(?: S[2,'.#'] ; ){2} has 'SE'", ['S.\n#E\n', 'ES\n..\n'], ['S.\n..\n', 'SE\nS.\n']],
  ['primes', 'N[1,100] prime', ['2', '97'], ['1', '91']],
  ['palindromes', "S[1,5,'ab'] palindrome", ['aba', 'abba'], ['ab', 'abab']],
  ['brackets', "S[0,8,'()[]'] balanced", ['([])()', ''], ['(]', '((', ')(']],
  ['where', 'a=N[1,9] b=N[1,9] where a<b', ['1 9'], ['9 1', '4 4']],
  ['counters', 'let c=0 (?: let c=c+1 N[c] ; ){3}', ['1\n2\n3\n'], ['1\n3\n2\n']],
  ['what is not printed', 'let k=N[1,4] (?: "x" ){k} "y"', ['x y', 'x x x x y'], ['y', 'x x x x x y']],
  ['recursion', '(?e: N[0,9] | <e>~"+"~<e> | "("~<e>~")" )', ['1', '1+2+3', '((4)+5)'], ['1+', '(1', '1+(2']],
  [
    'trees',
    'n=N[1,9] ; tree(n)',
    ['1\n', '4\n3 1\n4 3\n3 2\n'],
    ['3\n1 2\n1 2\n', '3\n1 2\n3 3\n', '3\n1 2\n'],
  ],
  [
    'rooted trees',
    'tree(4) rooted',
    ['1 2\n1 3\n3 4\n', '4 2\n1 3\n1 4\n'],
    ['1 3\n1 2\n3 4\n', '3 2\n4 3\n2 4\n'],
  ],
  ['graphs', 'graph(4,3)', ['1 2\n4 3\n2 4\n'], ['1 2\n2 1\n3 4\n', '1 1\n2 3\n3 4\n', '1 5\n2 3\n3 4\n']],
  ['connected graphs', 'graph(4,3) connected', ['1 2\n2 3\n4 3\n'], ['1 2\n2 3\n1 3\n']],
  ['forests', 'graph(5,3) acyclic', ['5 2\n2 3\n1 4\n'], ['1 2\n2 3\n1 3\n']],
  ['directed graphs without cycles', 'graph(3,2) directed acyclic', ['3 1\n1 2\n'], ['1 2\n2 1\n']],
  ['graphs with loops', 'graph(3,3) directed loops multi', ['1 1\n2 1\n2 1\n'], ['1 4\n2 1\n2 1\n']],
  ['two sides', 'bipartite(2,3,2)', ['1 3\n2 3\n'], ['3 1\n2 3\n', '1 3\n1 3\n']],
  [
    'edges of another shape',
    'tree(3) each (?: "e" u v N[v] ; )',
    ['e 1 2 2\ne 3 1 1\n'],
    ['e 1 2 1\ne 3 1 1\n'],
  ],
];

describe('reading a text by a program', () => {
  it.each(CASES)('%s: knows what the program prints from what it does not', (_what, source, yes, no) => {
    for (const text of yes) expect(`${text}: ${wordOf(source, text)}`).toBe(`${text}: yes`);
    for (const text of no) expect(`${text}: ${wordOf(source, text)}`).toBe(`${text}: no`);
  });

  it.each(CASES)('%s: finds the choices that draw the text', (_what, source, yes) => {
    const program = parse(source);
    const drawn = Array.from({ length: 20 }, (_, index) => generate(program, 3n, index, undefined, 'mixed'));
    // Sums in brackets in brackets can be read in more ways than are tried.
    for (const text of source.includes('<e>') ? yes : [...yes, ...drawn]) {
      const word = recognise(program, text);
      if (word.kind !== 'recognised') throw new Error(`${text} is ${JSON.stringify(word)}`);
      // What can be read in several ways may be read deeper than is ever drawn.
      if (word.choices === undefined) expect(source).toContain('<e>');
      else expect(replay(program, word.choices)?.text).toBe(text);
    }
  });

  it('says where a text is another one, and what stands there', () => {
    const program = parse('n=N[1,3] ; N[1,9]{n} ;');
    expect(placeOf(recognise(program, '2\n1 12\n'))).toBe('2:3 a number of [1,9]');
    expect(placeOf(recognise(program, '2\n1 2 3\n'))).toBe('2:4 the end of the line');
    expect(placeOf(recognise(program, '2\n1 2\n3\n'))).toBe('3:1 the end of the text');
  });

  it('does not mind how lines end', () => {
    const program = parse('N[1,9] ; N[1,9] ;');
    for (const text of ['1\r\n2\r\n', '1\n2', '1 \n2\n\n']) {
      expect(recognise(program, text)).toMatchObject({ kind: 'recognised', text: '1\n2\n' });
    }
    expect(recognise(parse('N[1,9]'), '5\n')).toMatchObject({ kind: 'recognised', text: '5' });
  });

  it('reads as many values as an input may have', () => {
    const program = parse('n=N[20000] ; N[1,10^9]{n} distinct ;');
    const drawn = draw(program, { seed: 1n, index: 0 });
    expect(recognise(program, drawn.text)).toMatchObject({ kind: 'recognised', choices: drawn.choices });
  });

  it('gives up where there are too many ways, and says so', () => {
    const ambiguous = '(?e: N[0,9] | <e>~"+"~<e> | "("~<e>~")" )';
    expect(wordOf(ambiguous, `${'(1+'.repeat(12)}1${')+1'.repeat(11)}`)).toBe('unknown');
    expect(wordOf('let k=N[1,10^9] N[k]', '999999999')).toBe('unknown');
  });

  it('gives up where each of many ways goes through the whole text', () => {
    const startedAt = performance.now();
    expect(wordOf('S[1,300000,@CH_LOWER@]~S[1,300000,@CH_LOWER@]~"!"', 'a'.repeat(50_000))).toBe('unknown');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('gives up when there is no time left, and says so', () => {
    const program = parse('N[1,9]{0,1000}');
    const text = '1 '.repeat(999);
    expect(recognise(program, text).kind).toBe('recognised');
    const why = 'reading it takes too long';
    expect(recognise(program, text, undefined, () => true)).toEqual({ kind: 'unknown', why });
  });
});
