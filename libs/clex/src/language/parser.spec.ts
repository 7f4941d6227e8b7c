import { describe, expect, it } from 'vitest';
import { parse, print, type Step } from '../index.js';
import { withoutSpans } from '../../testing/testing.js';

const stepsOf = (source: string): readonly Step[] => parse(source).body.branches[0]!.steps;
const unitsOf = (source: string): unknown => withoutSpans(stepsOf(source));
const literal = (value: bigint): object => ({ kind: 'number', value });
const bodyOf = (steps: readonly object[]): object => ({ branches: [{ steps }] });
const repeated = (least: object): object => ({ least, most: undefined });
const groupRef = (group: bigint): object => ({ kind: 'group_ref', group });

describe('the tree', () => {
  it('of an empty program is empty', () => {
    expect(parse('')).toEqual({
      kind: 'program',
      body: { branches: [{ weight: 1n, steps: [] }] },
      captureCount: 0,
      groups: new Map(),
      span: { start: 0, end: 0 },
    });
    expect(stepsOf(' \n')).toEqual([]);
  });

  it('holds data with ranges and repeats', () => {
    expect(unitsOf('N[1,5]{3} F[,2] S')).toMatchObject([
      { kind: 'integer', range: { lower: literal(1n), upper: literal(5n) }, repeat: repeated(literal(3n)) },
      { kind: 'float', range: { lower: undefined, upper: literal(2n) }, repeat: undefined },
      { kind: 'string', range: undefined, charset: undefined, repeat: undefined },
    ]);
  });

  it('holds the three parts of a string, each of which may be left out', () => {
    expect(unitsOf("S[,,'abc'] S[\\1,\\2,@CH_ALPHA@] S[,,] S[0,3,]")).toMatchObject([
      {
        range: { lower: undefined, upper: undefined },
        charset: { kind: 'custom', symbols: ['a', 'b', 'c'] },
      },
      { range: { lower: groupRef(1n), upper: groupRef(2n) }, charset: { kind: 'named', name: 'CH_ALPHA' } },
      { range: { lower: undefined, upper: undefined }, charset: undefined },
      { range: { lower: literal(0n), upper: literal(3n) }, charset: undefined },
    ]);
  });

  it('numbers captures from 1 in the order of the text; groups take no number', () => {
    const program = parse('(N) (?: (N[1,5]) (?: (N) ) N{\\2}){\\1} (N)');
    expect(program.captureCount).toBe(4);
    expect(withoutSpans(program.body.branches[0]!.steps)).toMatchObject([
      { kind: 'capture', group: 1 },
      {
        kind: 'group',
        body: bodyOf([
          { kind: 'capture', group: 2 },
          { kind: 'group', body: bodyOf([{ kind: 'capture', group: 3 }]) },
          { kind: 'integer', repeat: repeated(groupRef(2n)) },
        ]),
        repeat: repeated(groupRef(1n)),
      },
      { kind: 'capture', group: 4 },
    ]);
  });

  it('keeps 64-bit numbers exactly', () => {
    expect(unitsOf('N[-9223372036854775808,9223372036854775807]{9007199254740993}')).toMatchObject([
      {
        range: { lower: literal(-9223372036854775808n), upper: literal(9223372036854775807n) },
        repeat: repeated(literal(9007199254740993n)),
      },
    ]);
  });

  it('takes leading zeros and -0, as a count too', () => {
    expect(unitsOf(`N[-0,00${'0'.repeat(50)}7]{-0}`)).toMatchObject([
      { range: { lower: literal(0n), upper: literal(7n) }, repeat: repeated(literal(0n)) },
    ]);
  });

  it('carries the span of every node', () => {
    const source = " (?: N[1 , \\1] {2}  (N) ) S[1,2,'a']";
    const text = ({ start, end }: { start: number; end: number }): string => source.slice(start, end);
    const [group, string] = stepsOf(source);
    if (group?.kind !== 'group' || string?.kind !== 'string') throw new Error('another tree');
    const [integer, capture] = group.body.branches[0]!.steps;
    if (integer?.kind !== 'integer' || capture?.kind !== 'capture') throw new Error('another tree');
    expect(text(group.span)).toBe('(?: N[1 , \\1] {2}  (N) )');
    expect(text(integer.span)).toBe('N[1 , \\1] {2}');
    expect(text(integer.range!.span)).toBe('[1 , \\1]');
    expect(text(integer.range!.upper!.span)).toBe('\\1');
    expect(text(integer.repeat!.span)).toBe('{2}');
    expect(text(integer.repeat!.least.span)).toBe('2');
    expect(text(capture.span)).toBe('(N)');
    expect(text(string.span)).toBe("S[1,2,'a']");
    expect(text(string.range!.span)).toBe('1,2');
    expect(text(string.charset!.span)).toBe("'a'");
  });
});

describe('white space between tokens', () => {
  it('means nothing, not even within a reference', () => {
    const spread = " ( N [ 1 , \\ 1 ] )\t(\n?: S [ 1 ,\r\n2 , 'a' ] { \\ 1 } ) { 2 } ";
    expect(unitsOf(spread)).toEqual(unitsOf("(N[1,\\1])(?:S[1,2,'a']{\\1}){2}"));
  });

  it.each(['\u00a0', '\u2003', '\u3000', '\ufeff', '\u2028', '\u0085', '\v', '\f'])('may be %j', (space) => {
    expect(unitsOf(`N${space}[1,2]${space}`)).toEqual(unitsOf('N[1,2]'));
  });

  it('need not be there at all', () => {
    expect(stepsOf('NFS(N)(?:)N')).toHaveLength(6);
  });
});

describe('charsets', () => {
  const symbolsOf = (quoted: string): unknown => {
    const [unit] = stepsOf(`S[1,1,${quoted}]`);
    return unit?.kind === 'string' && unit.charset?.kind === 'custom' ? unit.charset.symbols : undefined;
  };

  it.each(['CH_ALPHA', 'CH_NUM', 'CH_ALNUM', 'CH_UPPER', 'CH_LOWER', 'CH_NEWLINE', 'CH_ALL'])(
    'know the name %s in any case',
    (name) => {
      const expected = [{ charset: { kind: 'named', name } }];
      const mixed = name.slice(0, 4) + name.slice(4).toLowerCase();
      for (const text of [name, name.toLowerCase(), mixed, ` ${name} `]) {
        expect(unitsOf(`S[,,@${text}@]`)).toMatchObject(expected);
      }
    },
  );

  it('resolve the escapes', () => {
    const symbols = ['\n', '\t', '\r', '\\', "'", '"', '\0', '\x07', '\b', '\f', '\v'];
    expect(symbolsOf(String.raw`'\n\t\r\\\'\"\0\a\b\f\v'`)).toEqual(symbols);
  });

  it('let any other backslash stand for itself', () => {
    expect(symbolsOf(String.raw`'\q\N\1\😀'`)).toEqual(['\\', 'q', '\\', 'N', '\\', '1', '\\', '😀']);
  });

  it('take characters by code point, NUL and line breaks among them', () => {
    expect(symbolsOf("'aß→😀\0\n'")).toEqual(['a', 'ß', '→', '😀', '\0', '\n']);
  });

  it('keep white space, brackets and characters that stand twice', () => {
    expect(symbolsOf("' a]a@'")).toEqual([' ', 'a', ']', 'a', '@']);
  });
});

describe('print', () => {
  it.each([
    '',
    'N F S',
    'N[1,5]{3} F[,\\1]{\\2} N[,] S[,,]{0}',
    '(N[3,3]) (?:N[3,3] (?:)){\\1} S[1,\\1,@CH_NEWLINE@] (N)',
    String.raw`S[,,'a"\\\'\n\t\r\0\a\b\f\v😀']`,
    'n=N[1,10] ; N[1,10 ^ 9]{n} distinct sorted ;',
    `let h=N[1,5] S[2 * h,'()'] balanced | 3: "a\\"b"{2,5} ~ F[0,19.99,3] !=x x=F`,
    '(?e:N[0,99] | <e> ~ "+" ~ <e>) where count(e1) > 2 and not e1[#] == (1 - 2) * 3 e1=N',
    "tree(n) rooted each (?:u v N[v - 1] ;) graph(n,n) connected loops (?:n=N ;){n} has 'A' sum n <= 5",
  ])('gives back %j', (source) => {
    expect(print(parse(source))).toBe(source);
  });
});
