import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as part1 from '../../testing/part1/index.js';
import type {
  Charset,
  ClexProgram as Part1Program,
  DataUnit,
  Range,
  Ref,
  Unit,
} from '../../testing/part1/index.js';
import { withoutSpans } from '../../testing/testing.js';
import { ClexError, draw, generate, parse, print, replay, STRATEGIES, type ClexProgram } from '../index.js';

const span = { start: 0, end: 0 };
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

const anyInt64 = fc.oneof(
  fc.bigInt({ min: INT64_MIN, max: INT64_MAX }),
  fc.bigInt({ min: -20n, max: 20n }),
  fc.constantFrom(INT64_MIN, INT64_MAX, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n),
);
const anyCount = anyInt64.map((value) => (value < 0n ? -(value + 1n) : value));

const groupRef = fc.bigInt({ min: 1n, max: 5n }).map((group): Ref => ({ kind: 'group_ref', group, span }));
const refOf = (values: fc.Arbitrary<bigint>): fc.Arbitrary<Ref> =>
  fc.oneof(
    values.map((value): Ref => ({ kind: 'literal', value, span })),
    groupRef,
  );
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const rangeOf = (ref: fc.Arbitrary<Ref>): fc.Arbitrary<Range> =>
  fc.record({ lower: maybe(ref), upper: maybe(ref), span: fc.constant(span) });

const symbol = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom("'", '\\', '\n', '\0', '"', '😀', '@', ']', 'n'),
);
const anyCharset: fc.Arbitrary<Charset> = fc.oneof(
  fc.record({
    kind: fc.constant('named' as const),
    name: fc.constantFrom('CH_ALPHA', 'CH_NUM', 'CH_ALNUM', 'CH_UPPER', 'CH_LOWER', 'CH_NEWLINE', 'CH_ALL'),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('custom' as const),
    symbols: fc.array(symbol, { minLength: 1, maxLength: 8 }),
    span: fc.constant(span),
  }),
);

const anyData: fc.Arbitrary<DataUnit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('integer' as const, 'float' as const),
    range: maybe(rangeOf(refOf(anyInt64))),
    repeat: maybe(refOf(anyCount)),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('string' as const),
    range: rangeOf(refOf(anyCount)),
    charset: maybe(anyCharset),
    repeat: maybe(refOf(anyCount)),
    span: fc.constant(span),
  }),
);

const { unit: anyUnit } = fc.letrec<{ unit: Unit; group: Unit }>((tie) => ({
  unit: fc.oneof(
    { depthSize: 'small' },
    anyData,
    fc.record({
      kind: fc.constant('capture' as const),
      group: fc.constant(0),
      range: maybe(rangeOf(refOf(anyCount))),
      span: fc.constant(span),
    }),
    tie('group'),
  ),
  group: fc.record({
    kind: fc.constant('group' as const),
    units: fc.array(tie('unit'), { maxLength: 4 }),
    repeat: maybe(refOf(anyCount)),
    span: fc.constant(span),
  }) as fc.Arbitrary<Unit>,
}));

/** Any program, its captures numbered in the order of the text. */
const anyPart1: fc.Arbitrary<Part1Program> = fc.array(anyUnit, { maxLength: 6 }).map((drawn) => {
  let captureCount = 0;
  const number = (unit: Unit): Unit => {
    if (unit.kind === 'capture') return { ...unit, group: ++captureCount };
    return unit.kind === 'group' ? { ...unit, units: unit.units.map(number) } : unit;
  };
  const units = drawn.map(number);
  return { kind: 'program', units, captureCount, span };
});

const anyProgram = anyPart1.map((program) => parse(part1.print(program)));

/** Programs of part 2 that are right or nearly so, put together from pieces. */
const anyPart2: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...[
        'n=N[1,4]',
        'let m=N[0,3]',
        'N[1,9]{n} distinct',
        'N[-3,3]{n} sorted',
        'x=N[-3,3]!=x',
        'N[2,30] prime',
      ],
      ...[
        'S[n,@a-c@]',
        "S[2*n,'()'] balanced",
        "S[3,'ab'] palindrome",
        "S[2,'xy']{2} distinct sorted",
        '"a:b"',
      ],
      ...['F[0,1]', 'F[-1.5,2.25,2]{2} sorted', 'N[0,59,2]', 'N[5]', 'n', ';', '~', '|', '2:', 'where n>1'],
      ...[
        'tree(n)',
        'graph(n,n-1) connected',
        'graph(n,m) directed acyclic',
        'bipartite(n,2,m)',
        'let c=c+1',
      ],
      ...['let c=0', 'a=N[1,9]{n}', 'a[1]', 'N[sum(a)]', 'N[#]{2}', '(?e: N[0,9] | <e>~"+"~<e> )', '<e>'],
      ...['(?: k=N[1,3] ; ){1,3} sum k <= 6', "(?: S[3,'.#'] ; ){2} has 'AB'", '(N[1,3])', 'N[\\1,\\1+2]'],
      ...[
        'tree(3) rooted each (?: u "-" v ; )',
        '(?: N[1,3] N[1,3] ; ){2} distinct',
        'N[min(n,2)]',
        '// note\n',
      ],
    ),
    { maxLength: 9 },
  )
  .map((all) => all.join(' '));

/** Text that gets further than noise does. */
const pieces = [
  'N',
  'F',
  'S',
  '(',
  ')',
  '(?:',
  '[',
  ']',
  '{',
  '}',
  ',',
  '\\',
  '\\1',
  '0',
  '3',
  '-',
  '-7',
  '@',
  "'",
  '?',
];
const anySource = fc.oneof(
  anyPart2,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...pieces, '@CH_NUM@', "'a'", ' ', '\n', '😀'), { maxLength: 30 })
    .map((all) => all.join('')),
  fc
    .array(fc.constantFrom('N', 'S[1,2,]', '(N[0,3])', '(?:', ')', '{\\1}', '{2}', 'N[\\1,5]'), {
      maxLength: 15,
    })
    .map((all) => all.join(' ')),
);

const small = { maxOutputBytes: 500, maxDraws: 2000 };

describe('whatever the program', () => {
  it('what is printed parses back to the same tree', () => {
    fc.assert(
      fc.property(anyProgram, (program) => {
        expect(withoutSpans(parse(print(program)))).toEqual(withoutSpans(program));
      }),
      { numRuns: 1000 },
    );
  });

  it('a program of part 1 means what it meant there', () => {
    const outcome = (run: () => string): string => {
      try {
        return `text ${run()}`;
      } catch (error) {
        const { code, span: place } = error as ClexError;
        if (code === undefined) throw error;
        return `${code} ${place.start} ${place.end}`;
      }
    };
    fc.assert(
      fc.property(anyPart1, fc.bigInt(), fc.nat(), (program, seed, index) => {
        const source = part1.print(program);
        const before = part1.parse(source);
        const now = parse(source);
        expect(outcome(() => generate(now, seed, index, small))).toBe(
          outcome(() => part1.generate(before, seed, index, small)),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('a source that parses is the same program when it is printed and read again', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        let program: ClexProgram;
        try {
          program = parse(source);
        } catch {
          return; // The next property is about these.
        }
        expect(withoutSpans(parse(print(program)).body)).toEqual(withoutSpans(program.body));
      }),
      { numRuns: 3000 },
    );
  });

  it('a source parses and generates, or gives a ClexError with a span within it', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        try {
          const program = parse(source);
          for (const strategy of STRATEGIES) generate(program, 1n, 0, small, strategy);
        } catch (error) {
          if (!(error instanceof ClexError)) throw error;
          const { start, end } = error.span;
          expect(start >= 0 && start < end && end <= source.length).toBe(true);
          expect(error.message.length > 0 && error.hint.length > 0).toBe(true);
          expect(error.render(source)).toContain('^');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('the text stays within its bound and is well-formed Unicode, or there is a ClexError', () => {
    fc.assert(
      fc.property(anyProgram, fc.bigInt(), fc.nat(), fc.nat(400), (program, seed, index, maxOutputBytes) => {
        let text = '';
        try {
          text = generate(program, seed, index, { maxOutputBytes, maxDraws: 2000 });
        } catch (error) {
          if (!(error instanceof ClexError)) throw error;
        }
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(maxOutputBytes);
        expect(Buffer.from(text).toString()).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('the same program, seed and index give the same text', () => {
    const outcome = (program: ClexProgram, seed: bigint, index: number): string => {
      try {
        return generate(program, seed, index, small);
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(anyProgram, fc.bigInt(), fc.nat(), (program, seed, index) => {
        expect(outcome(program, seed, index)).toBe(outcome(parse(print(program)), seed, index));
      }),
      { numRuns: 500 },
    );
  });
});

describe('choices', () => {
  it('run through the program again give the same input, and any other list one that it could have made', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyProgram, anyPart2),
        fc.bigInt(),
        fc.constantFrom(...STRATEGIES),
        fc.array(fc.oneof(fc.nat(5), fc.nat()), { maxLength: 12 }),
        (given, seed, strategy, others) => {
          let program: ClexProgram;
          let drawn: ReturnType<typeof draw>;
          try {
            program = typeof given === 'string' ? parse(given) : given;
            drawn = draw(program, { seed, index: 0, strategy }, small);
          } catch (error) {
            if (error instanceof ClexError) return;
            throw error;
          }
          expect(generate(program, seed, 0, small, strategy)).toBe(drawn.text);
          const again = replay(program, drawn.choices, small);
          expect(again?.text).toBe(drawn.text);
          expect(again?.choices).toEqual(drawn.choices);
          const other = replay(program, others, small);
          if (other !== undefined) expect(replay(program, other.choices, small)?.text).toBe(other.text);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('that are missing are the simplest ones', () => {
    expect(replay(parse('N[-5,5] N[3,9] N[-9,-4] n=N[1,5] N{n} S[2,5,@x-z@] F[-1,1]'), [])?.text).toBe(
      '0 3 -4 1 0 xx 0',
    );
    expect(replay(parse('n=N[3] N[1,n]{n} distinct ; tree(4) ; (?: "x" | "y" )'), [])?.text).toBe(
      '3 1 2 3\n1 2\n1 3\n1 4\n\nx',
    );
  });
});

describe('whatever the bounds', () => {
  const ordered = fc.tuple(anyInt64, anyInt64).map(([a, b]) => (a < b ? [a, b] : [b, a]) as [bigint, bigint]);

  it('every N lies between them', () => {
    fc.assert(
      fc.property(ordered, fc.bigInt(), ([lower, upper], seed) => {
        const values = generate(parse(`N[${lower},${upper}]{20}`), seed, 0)
          .split(' ')
          .map(BigInt);
        expect(values).toHaveLength(20);
        expect(values.every((value) => value >= lower && value <= upper)).toBe(true);
      }),
    );
  });

  it('every capture lies between them and is passed on exactly', () => {
    fc.assert(
      fc.property(fc.tuple(anyCount, anyCount), fc.bigInt(), ([a, b], seed) => {
        const [lower, upper] = a < b ? [a, b] : [b, a];
        const [captured, again] = generate(parse(`(N[${lower},${upper}]) N[\\1,\\1]`), seed, 0).split(' ');
        expect(again).toBe(captured);
        expect(BigInt(captured!) >= lower && BigInt(captured!) <= upper).toBe(true);
      }),
    );
  });

  it('every F lies between them, digit by digit', () => {
    fc.assert(
      fc.property(ordered, fc.bigInt(), ([lower, upper], seed) => {
        for (const text of generate(parse(`F[${lower},${upper}]{20}`), seed, 0).split(' ')) {
          const [, sign, whole, fraction = ''] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text)!;
          const scale = 10n ** BigInt(fraction.length);
          const scaled = BigInt(sign + whole! + fraction);
          expect(scaled >= lower * scale && scaled <= upper * scale).toBe(true);
        }
      }),
    );
  });

  it('every S has a length between them and characters of its charset', () => {
    const lengths = fc.tuple(fc.nat(1500), fc.nat(1500));
    fc.assert(
      fc.property(
        lengths,
        fc.array(symbol, { minLength: 1, maxLength: 5 }),
        fc.bigInt(),
        ([a, b], symbols, seed) => {
          const literal = (value: number): Ref => ({ kind: 'literal', value: BigInt(value), span });
          const range = { lower: literal(Math.min(a, b)), upper: literal(Math.max(a, b)), span };
          const charset: Charset = { kind: 'custom', symbols, span };
          const unit: Unit = { kind: 'string', range, charset, repeat: undefined, span };
          const source = part1.print({ kind: 'program', units: [unit], captureCount: 0, span });
          const text = Array.from(generate(parse(source), seed, 0));
          expect(text.length >= Math.min(a, b) && text.length <= Math.max(a, b)).toBe(true);
          expect(text.every((character) => symbols.includes(character))).toBe(true);
        },
      ),
    );
  });
});
