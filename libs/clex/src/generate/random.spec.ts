import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

const MASK = 2n ** 64n - 1n;
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: MASK });

/** The algorithms as their papers write them, on bigints. */
function* splitMix64(state: bigint): Generator<bigint, never> {
  for (;;) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    yield z ^ (z >> 31n);
  }
}

function* xoshiro256ss(state: bigint[]): Generator<bigint, never> {
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (64n - k))) & MASK;
  let [s0, s1, s2, s3] = state as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield (rotl((s1 * 5n) & MASK, 7n) * 9n) & MASK;
    const t = (s1 << 17n) & MASK;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotl(s3, 45n);
  }
}

const take = (source: Iterator<bigint>, count: number): bigint[] =>
  Array.from({ length: count }, () => source.next().value as bigint);

const takeBits = (random: Random, count: number): bigint[] =>
  Array.from({ length: count }, () => random.nextBits());

/** Pearson's statistic of `draws` results of `draw` in [0, cells) against the uniform distribution. */
function chiSquare(draw: () => number, cells: number, draws: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (let n = 0; n < draws; n++) counts[draw()]!++;
  const expected = draws / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('the engine', () => {
  it('gives the published outputs of xoshiro256** for the state 1, 2, 3, 4', () => {
    const random = Random.fromState([0, 1, 0, 2, 0, 3, 0, 4]);
    expect(takeBits(random, 6)).toEqual([
      11520n,
      0n,
      1509978240n,
      1215971899390074240n,
      1216172134540287360n,
      607988272756665600n,
    ]);
  });

  it('is xoshiro256** from any state', () => {
    fc.assert(
      fc.property(fc.tuple(uint64, uint64, uint64, uint64), (state) => {
        const halves = state.flatMap((word) => [Number(word >> 32n), Number(word & 0xffffffffn)]);
        expect(takeBits(Random.fromState(halves), 20)).toEqual(take(xoshiro256ss(state), 20));
      }),
    );
  });

  it('is seeded by SplitMix64, started at mix(seed) + index', () => {
    fc.assert(
      fc.property(int64, uint64, (seed, index) => {
        const mixed = splitMix64(seed & MASK).next().value;
        const state = take(splitMix64((mixed + index) & MASK), 4);
        expect(takeBits(Random.stream(seed, index), 5)).toEqual(take(xoshiro256ss(state), 5));
      }),
    );
  });

  it('takes an index as number and as bigint alike', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (index) => {
        expect(takeBits(Random.stream(7n, index), 2)).toEqual(takeBits(Random.stream(7n, BigInt(index)), 2));
      }),
    );
  });

  it('gives neighbouring seeds and indexes streams of their own', () => {
    const firsts = new Set<bigint>();
    for (let seed = 0n; seed < 100n; seed++) {
      for (let index = 0; index < 100; index++) firsts.add(Random.stream(seed, index).nextBits());
    }
    expect(firsts.size).toBe(10_000);
  });
});

describe('between', () => {
  const wide = [
    [-(2n ** 63n), 2n ** 63n - 1n],
    [2n ** 53n, 2n ** 53n + 1n],
    [-(2n ** 53n), 2n ** 53n],
    [2n ** 63n - 2n, 2n ** 63n - 1n],
  ] as const;

  it.each(wide)('stays within [%s, %s]', (lower, upper) => {
    const random = Random.stream(1n, 0);
    for (let n = 0; n < 1000; n++) {
      const value = random.between(lower, upper);
      expect(value >= lower && value <= upper).toBe(true);
    }
  });

  it('gives a number exactly when it is a safe integer', () => {
    const random = Random.stream(2n, 0);
    for (let n = 0; n < 1000; n++) {
      const value = random.between(2 ** 53 - 2, 2n ** 53n + 1n);
      expect(typeof value).toBe(value <= Number.MAX_SAFE_INTEGER ? 'number' : 'bigint');
    }
  });

  it.each([1, 2, 3, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53 - 1, 2 ** 53])(
    'below(%d) stays below',
    (count) => {
      const random = Random.stream(3n, 0);
      for (let n = 0; n < 1000; n++) {
        const value = random.below(count);
        expect(Number.isSafeInteger(value) && value >= 0 && value < count).toBe(true);
      }
    },
  );

  it('reaches both ends', () => {
    const random = Random.stream(4n, 0);
    const seen = new Set(Array.from({ length: 200 }, () => random.between(-2, 2)));
    expect([...seen].sort()).toEqual([-1, -2, 0, 1, 2]);
  });
});

// Bounds: 99.99 % quantiles of chi-square with 9, 99 and 15 degrees of freedom are 33.7, 161.3 and 44.3.
describe('uniformity, at a fixed seed', () => {
  it('holds for ten values', () => {
    const random = Random.stream(5n, 0);
    expect(chiSquare(() => random.below(10), 10, 100_000)).toBeLessThan(33.7);
  });

  it('holds for hundred values over first draws of neighbouring indexes', () => {
    let index = 0;
    expect(chiSquare(() => Random.stream(5n, index++).below(100), 100, 100_000)).toBeLessThan(161.3);
  });

  it('holds for hundred values over first draws of neighbouring seeds', () => {
    let seed = 0n;
    expect(chiSquare(() => Random.stream(seed++, 0).below(100), 100, 100_000)).toBeLessThan(161.3);
  });

  it('holds over sixteenths of a range just above 2^52, where a careless draw favours the low half', () => {
    const random = Random.stream(6n, 0);
    const count = 3 * 2 ** 51;
    expect(chiSquare(() => Math.floor((random.below(count) / count) * 16), 16, 100_000)).toBeLessThan(44.3);
  });

  it('holds over sixteenths of the full 64-bit range', () => {
    const random = Random.stream(7n, 0);
    const sixteenth = (): number =>
      Number((BigInt(random.between(-(2n ** 63n), 2n ** 63n - 1n)) + 2n ** 63n) >> 60n);
    expect(chiSquare(sixteenth, 16, 100_000)).toBeLessThan(44.3);
  });

  it('holds for the lowest bits of the full 64-bit range', () => {
    const random = Random.stream(8n, 0);
    const low = (): number => Number(BigInt.asUintN(4, BigInt(random.between(-(2n ** 63n), 2n ** 63n - 1n))));
    expect(chiSquare(low, 16, 100_000)).toBeLessThan(44.3);
  });

  it('holds for doubles', () => {
    const random = Random.stream(9n, 0);
    expect(chiSquare(() => Math.min(15, Math.floor(random.double(0, 16))), 16, 100_000)).toBeLessThan(44.3);
  });
});
