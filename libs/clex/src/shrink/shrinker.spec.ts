import { describe, expect, it } from 'vitest';
import { draw, generate, parse, shrink, type ClexProgram, type Drawn } from '../index.js';

interface Shrunk {
  text: string;
  runs: number;
  steps: number;
}

/** Shrinks the first input that fails; what a stress job does, without the programs. */
function shrinkFirst(source: string, fails: (text: string) => boolean, batchSize = 4): Shrunk {
  const program = parse(source);
  for (let index = 0; index < 5_000; index++) {
    const drawn = draw(program, { seed: 1n, index, strategy: 'mixed' });
    if (fails(drawn.text)) return shrinkFrom(program, drawn, fails, batchSize);
  }
  throw new Error('no input fails');
}

function shrinkFrom(
  program: ClexProgram,
  drawn: Drawn,
  fails: (text: string) => boolean,
  batchSize: number,
): Shrunk {
  const shrinking = shrink(program, drawn, { batchSize });
  let [runs, steps] = [0, 0];
  let next = shrinking.next();
  while (!next.done) {
    const answers = next.value.map(({ text }) => fails(text));
    runs += answers.length;
    if (answers.includes(true)) steps++;
    next = shrinking.next(answers);
  }
  return { text: next.value.text, runs, steps };
}

const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);

/** A program, what fails on its inputs, and the smallest input on which it does. */
const CASES: readonly [what: string, source: string, fails: (text: string) => boolean, smallest: string][] = [
  [
    'a sum that passes 32 bits',
    '(N[1,1000]) (?:N[1,1000000000]){\\1}',
    (text) => {
      const [, ...values] = numbers(text);
      return values.reduce((a, b) => a + b, 0) > 2 ** 31 - 1;
    },
    '3 147483648 1000000000 1000000000',
  ],
  ['an empty list', 'n=N[0,1000] ; N[1,10^9]{n} ;', (text) => numbers(text)[0] === 0, '0\n\n'],
  [
    'only negative values',
    'n=N[1,1000] ; N[-10^9,10^9]{n} ;',
    (text) =>
      numbers(text)
        .slice(1)
        .every((value) => value < 0),
    '1\n-1\n',
  ],
  [
    'a century that is no leap year',
    'N[1,9999]',
    (text) => Number(text) % 100 === 0 && Number(text) % 400 > 0,
    '100',
  ],
  ['a square of a prime', 'N[1,1000000]', (text) => [4, 9, 25, 49, 121, 169].includes(Number(text)), '4'],
  [
    'two equal values',
    'n=N[1,100] ; N[1,1000]{n} ;',
    (text) => {
      const [, ...values] = numbers(text);
      return new Set(values).size < values.length;
    },
    '2\n1 1\n',
  ],
  [
    'a permutation that is not sorted',
    'n=N[1,100] ; N[1,n]{n} distinct ;',
    (text) => {
      const [, ...values] = numbers(text);
      return values.some((value, at) => value < values[at - 1]!);
    },
    '2\n2 1\n',
  ],
  [
    'a vertex of degree 3',
    'n=N[1,50] ; tree(n)',
    (text) => {
      const degrees = new Map<number, number>();
      for (const end of numbers(text).slice(1)) degrees.set(end, (degrees.get(end) ?? 0) + 1);
      return [...degrees.values()].some((degree) => degree >= 3);
    },
    '4\n1 2\n1 3\n1 4\n',
  ],
  ['a depth of three', "let h=N[1,20] S[2*h,'()'] balanced ;", (text) => text.includes('((('), '((()))\n'],
  ['a character of a long text', 'S[1,1000,@a-z@]', (text) => text.includes('q'), 'q'],
  ['an empty line', 'n=N[1,50] ; (?: S[0,100,@a-z@] ; ){n}', (text) => text.includes('\n\n'), '1\n\n'],
  [
    'a sum in an expression',
    '(?e: 3: N[0,99] | <e>~"+"~<e> | "("~<e>~")" ) ;',
    (text) => text.includes('+') && text.includes('('),
    '0+(0)\n',
  ],
  [
    'a number with two digits behind the point',
    'F[0,1000000]',
    (text) => Math.trunc(Number(text) * 100) !== Math.round(Number(text) * 100),
    '0.29',
  ],
  [
    'a difference of ten',
    'N[1,1000] N[1,1000]',
    (text) => {
      const [a, b] = numbers(text) as [number, number];
      return a - b >= 10;
    },
    '11 1',
  ],
  [
    'lines that are counted twice',
    't=N[1,9] ; (?: n=N[1,50] ; N[0,99]{n} ; ){t}',
    (text) =>
      text
        .split('\n')
        .slice(1)
        .some((line) => numbers(line).length > 1 && numbers(line)[0]! > 5),
    '1\n2\n6 0\n',
  ],
];

describe('what a failing input is shrunk to', () => {
  it.each(CASES)('%s', (_what, source, fails, smallest) => {
    const shrunk = shrinkFirst(source, fails);
    expect(shrunk.text).toBe(smallest);
    expect(shrunk.runs).toBeLessThanOrEqual(400);
    expect(shrunk.steps).toBeGreaterThanOrEqual(0);
  });

  it.each([1, 2, 16])('is the same with batches of %d', (batchSize) => {
    const [, source, fails, smallest] = CASES[0]!;
    expect(shrinkFirst(source, fails, batchSize).text).toBe(smallest);
  });
});

describe('whatever it tries', () => {
  it('is an input that the program could have made', () => {
    const program = parse(
      'n=N[2,30] m=N[n-1,n*(n-1)/2] ; graph(n,m) connected a=N[1,n] N[1,n]!=a ; where a>1',
    );
    const seen: string[] = [];
    shrinkFrom(
      program,
      draw(program, { seed: 3n, index: 0 }),
      (text) => {
        seen.push(text);
        return text.length > 30;
      },
      4,
    );
    expect(seen.length).toBeGreaterThan(20);
    for (const text of seen) {
      const [head, ...lines] = text.trimEnd().split('\n').map(numbers);
      const [n, m] = head as [number, number];
      const [a, b] = lines.pop() as [number, number];
      expect(lines).toHaveLength(m);
      expect(new Set(lines.map(([u, v]) => `${Math.min(u!, v!)} ${Math.max(u!, v!)}`)).size).toBe(m);
      expect(a > 1 && a <= n && b !== a && b <= n).toBe(true);
    }
  });

  it('can be left at any time with the best one so far', () => {
    const program = parse('N[1,1000000]');
    const start = draw(program, { seed: 1n, index: 0 });
    const shrinking = shrink(program, start, { batchSize: 4 });
    shrinking.next();
    expect(shrinking.return(start).done).toBe(true);
    expect(generate(program, 1n, 0)).toBe(start.text);
  });
});
