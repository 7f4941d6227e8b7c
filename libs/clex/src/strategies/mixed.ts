import type { Drawing, Role } from '../generate/drawing.js';
import type { Random } from '../generate/random.js';
import { simplest } from '../generate/ranks.js';
import { add, bitLength, greater, lesser, multiply, subtract, type Whole } from '../generate/whole.js';

/*
 * Where bugs live. A program that is wrong is seldom wrong on average inputs: it fails on the smallest and
 * the largest sizes, on bounds and their neighbours, on powers of two and squares, where numbers pass 32 or
 * 64 bits, where all values are equal, where only two letters occur. So each input is given a manner first
 * (of sizes, of values, of letters) and then everything in it is drawn in that manner. Different inputs have
 * different manners; each of them is one that the program could have made. What comes out for a seed and an
 * index must never change.
 */

const SIZES = ['uniform', 'tiny', 'tiny', 'logarithmic', 'logarithmic', 'largest'] as const;
const VALUES = ['uniform', 'uniform', 'logarithmic', 'edges', 'pool', 'equal', 'special', 'near'] as const;
const LETTERS = ['uniform', 'one', 'two'] as const;
/** One input in so many has the greatest sizes that its bounds allow. */
const HUGE_ONE_IN = 12;
/**
 * Sizes go this far above the lower bound, but for those of huge inputs: time is better spent on more inputs.
 */
const USUAL_SIZES = 1000;

type Manner<T extends readonly string[]> = T[number];

export class MixedDrawing implements Drawing {
  readonly description: string;
  private readonly sizes: Manner<typeof SIZES> | 'huge';
  private readonly values: Manner<typeof VALUES>;
  private readonly letters: Manner<typeof LETTERS>;
  /** The few values that all values of a range come from, and the letters of a charset. */
  private readonly pools = new Map<string, Whole[]>();
  private isRelaxed = false;

  constructor(readonly random: Random) {
    this.sizes = random.below(HUGE_ONE_IN) === 0 ? 'huge' : this.oneOf(SIZES);
    this.values = this.oneOf(VALUES);
    this.letters = this.oneOf(LETTERS);
    this.description = `${this.sizes} sizes, ${this.values} values, ${this.letters} letters`;
  }

  whole(lower: Whole, upper: Whole, role: Role): Whole {
    if (lower === upper) return lower;
    if (this.isRelaxed) return this.random.between(lower, upper);
    return role === 'value' ? this.value(lower, upper) : this.size(lower, upper);
  }

  index(count: Whole, role: Role): Whole {
    if (role !== 'character' || this.letters === 'uniform' || count === 1 || this.isRelaxed) {
      return this.below(count);
    }
    const pool = this.poolOf(`letters ${count}`, this.letters === 'one' ? 1 : 2, () => this.below(count));
    return this.oneOf(pool);
  }

  real(lower: number, upper: number): number {
    const { random } = this;
    if (this.isRelaxed || lower === upper || this.values === 'uniform') return random.double(lower, upper);
    const bound = (value: number): number => Math.min(Math.max(value, lower), upper);
    if (this.values === 'edges')
      return bound([lower, upper, 0, 1, -1, 0.5, lower + 1, upper - 1][random.below(8)]!);
    // Few digits behind the point, as people write numbers, and small ones as often as great ones.
    const digits = 10 ** random.below(4);
    const reach = 10 ** random.below(7);
    const [from, to] = [Math.max(lower, -reach), Math.min(upper, reach)];
    const drawn = from <= to ? random.double(from, to) : random.double(lower, upper);
    return bound(Math.round(drawn * digits) / digits);
  }

  relax(): void {
    this.isRelaxed = true;
  }

  private size(lower: Whole, upper: Whole): Whole {
    const { random } = this;
    const usual = lesser(upper, add(lower, USUAL_SIZES));
    switch (this.sizes) {
      case 'uniform':
        return random.between(lower, usual);
      case 'tiny':
        return random.between(lower, lesser(upper, add(lower, 2)));
      case 'largest':
        return random.between(greater(lower, subtract(usual, 1)), usual);
      case 'huge':
        return random.between(greater(lower, subtract(upper, 1)), upper);
      case 'logarithmic': {
        const bits = random.below(bitLength(subtract(usual, lower)) + 1);
        return lesser(upper, add(lower, random.below(2 ** bits)));
      }
    }
  }

  private value(lower: Whole, upper: Whole): Whole {
    switch (this.values) {
      case 'uniform':
        return this.random.between(lower, upper);
      case 'logarithmic':
        return this.logarithmic(lower, upper);
      case 'edges':
        return this.edge(lower, upper);
      case 'special':
        return this.special(lower, upper);
      case 'pool':
        return this.oneOf(
          this.poolOf(`${lower} ${upper}`, 2 + this.random.below(2), this.anyWay(lower, upper)),
        );
      case 'equal':
        return this.oneOf(this.poolOf(`${lower} ${upper}`, 1, this.anyWay(lower, upper)));
      case 'near':
        return this.oneOf(this.neighbours(lower, upper));
    }
  }

  /** As likely to have one number of digits as another. */
  private logarithmic(lower: Whole, upper: Whole): Whole {
    const middle = simplest(lower, upper);
    const up = subtract(upper, middle);
    const down = subtract(middle, lower);
    const goesUp = down === 0 || (up !== 0 && this.random.below(2) === 1);
    const reach = goesUp ? up : down;
    const distance = lesser(this.below(powerOfTwo(this.random.below(bitLength(reach) + 1))), reach);
    return goesUp ? add(middle, distance) : subtract(middle, distance);
  }

  /** A bound, the number next to it, or the simplest number. */
  private edge(lower: Whole, upper: Whole): Whole {
    const middle = simplest(lower, upper);
    const edges = [lower, add(lower, 1), subtract(upper, 1), upper, middle, lesser(upper, add(middle, 1))];
    return this.oneOf(edges);
  }

  /** A power of two or ten, a square, an edge of 32 or 64 bits, or the number next to one. */
  private special(lower: Whole, upper: Whole): Whole {
    for (let tries = 0; tries < 8; tries++) {
      const value = this.specialNear(lower, upper);
      if (value >= lower && value <= upper) return value;
    }
    return this.random.between(lower, upper);
  }

  private specialNear(lower: Whole, upper: Whole): Whole {
    const { random } = this;
    const bits = Math.max(1, bitLength(upper));
    const step = random.below(3) - 1;
    switch (random.below(5)) {
      case 0:
        return add(powerOfTwo(random.below(bits + 1)), step);
      case 1: {
        const root = this.below(powerOfTwo(Math.floor(bits / 2) + 1));
        return multiply(root, root);
      }
      case 2:
        return multiply(1 + random.below(30), 10 ** random.below(Math.min(16, decimalDigits(upper) + 1)));
      case 3:
        return add(this.oneOf([lower, upper, ...KNOWN_EDGES]), step);
      default:
        return subtract(step, powerOfTwo(random.below(64)));
    }
  }

  /** Five numbers in a row around a bound or any other. */
  private neighbours(lower: Whole, upper: Whole): Whole[] {
    const key = `${lower} ${upper}`;
    const known = this.pools.get(key);
    if (known !== undefined) return known;
    const ways = [
      () => lower,
      () => upper,
      () => this.random.between(lower, upper),
      () => this.logarithmic(lower, upper),
    ];
    const base = this.oneOf(ways)();
    const pool = [-2, -1, 0, 1, 2].map((step) => greater(lower, lesser(upper, add(base, step))));
    this.pools.set(key, pool);
    return pool;
  }

  private anyWay(lower: Whole, upper: Whole): () => Whole {
    return this.oneOf([
      () => this.random.between(lower, upper),
      () => this.logarithmic(lower, upper),
      () => this.special(lower, upper),
    ]);
  }

  private poolOf(key: string, size: number, draw: () => Whole): Whole[] {
    let pool = this.pools.get(key);
    if (pool === undefined) {
      pool = Array.from({ length: size }, draw);
      this.pools.set(key, pool);
    }
    return pool;
  }

  private below(count: Whole): Whole {
    return typeof count === 'number' ? this.random.below(count) : this.random.belowBig(count);
  }

  private oneOf<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)]!;
  }
}

const KNOWN_EDGES: readonly Whole[] = [0, 1, -1, 2, 3, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1e9, 1e9 + 7];

function powerOfTwo(exponent: number): Whole {
  return exponent <= 52 ? 2 ** exponent : 1n << BigInt(exponent);
}

function decimalDigits(value: Whole): number {
  return `${value < 0 ? -BigInt(value) : value}`.length;
}
