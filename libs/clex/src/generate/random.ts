import { toWhole, type Whole } from './whole.js';

const TWO_32 = 2 ** 32;
const MAX_53_BITS = Number.MAX_SAFE_INTEGER;

/**
 * The seeded source of all randomness: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021), its state filled by SplitMix64 (Steele, Lea and Flood, 2014) as its authors advise.
 *
 * 64-bit words are kept as two signed 32-bit halves: arithmetic on small numbers is many times faster than on
 * bigints and just as exact. What a seed means must never change, for stored failures are found again by it.
 */
export class Random {
  /** Halves of the latest 64-bit output. */
  private high = 0;
  private low = 0;

  /**
   * @param state four 64-bit words, not all 0, as halves, the high one first
   */
  private constructor(
    private s0h: number,
    private s0l: number,
    private s1h: number,
    private s1l: number,
    private s2h: number,
    private s2l: number,
    private s3h: number,
    private s3l: number,
  ) {}

  /** The stream number `index` of `seed`; both count modulo 2^64. */
  static stream(seed: bigint, index: number | bigint): Random {
    const mixer = new SplitMix64();
    mixer.add(highHalf(seed), lowHalf(seed));
    mixer.next();
    // The stream is SplitMix64's from mix(seed) + index: without the first mix (seed 1, index 0) and (0, 1)
    // would be one.
    const { high, low } = mixer;
    mixer.reset();
    mixer.add(high, low);
    mixer.add(highHalf(index), lowHalf(index));
    const halves: number[] = [];
    for (let word = 0; word < 4; word++) {
      mixer.next();
      halves.push(mixer.high, mixer.low);
    }
    return Random.fromState(halves);
  }

  /** The generator in a given state: four 64-bit words, not all 0, as 32-bit halves, the high one first. */
  static fromState(halves: readonly number[]): Random {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = halves;
    return new Random(a | 0, b | 0, c | 0, d | 0, e | 0, f | 0, g | 0, h | 0);
  }

  /** The next 64 bits as an unsigned number. */
  nextBits(): bigint {
    this.advance();
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
  }

  /** Uniform in [lower, upper]; `lower` must not be above `upper`. */
  between(lower: Whole, upper: Whole): Whole {
    if (typeof lower === 'number' && typeof upper === 'number') {
      const width = upper - lower;
      if (width < MAX_53_BITS) return lower + this.below(width + 1);
    }
    const from = BigInt(lower);
    return toWhole(from + this.belowBig(BigInt(upper) - from + 1n));
  }

  /**
   * Uniform in [0, count), for 1 <= count <= 2^53. No bias: takes as many bits as the greatest result has,
   * and takes them anew while they are too large, less than twice on average. A count of 1 takes none.
   */
  below(count: number): number {
    if (count === 1) return 0;
    const greatest = count - 1;
    if (greatest < TWO_32) {
      const shift = Math.clz32(greatest);
      for (;;) {
        this.advance();
        const drawn = this.high >>> shift;
        if (drawn <= greatest) return drawn;
      }
    }
    const shift = Math.clz32(Math.floor(greatest / TWO_32));
    for (;;) {
      this.advance();
      const drawn = (this.high >>> shift) * TWO_32 + (this.low >>> 0);
      if (drawn <= greatest) return drawn;
    }
  }

  /** Uniform in [0, count), for 1 <= count, in the same way as `below`; above 2^64 from several words. */
  belowBig(count: bigint): bigint {
    const bits = (count - 1n).toString(2).length;
    const words = Math.ceil(bits / 64);
    for (;;) {
      let drawn = this.nextBits();
      for (let word = 1; word < words; word++) drawn = (drawn << 64n) | this.nextBits();
      drawn >>= BigInt(64 * words - bits);
      if (drawn < count) return drawn;
    }
  }

  /** A double, uniform in [lower, upper] with 53 bits of randomness. */
  double(lower: number, upper: number): number {
    this.advance();
    const bits53 = (this.high >>> 11) * TWO_32 + (this.low >>> 0);
    const drawn = lower + (upper - lower) * (bits53 / MAX_53_BITS);
    // Rounding may lead past a bound by one step.
    return Math.min(Math.max(drawn, lower), upper);
  }

  /** xoshiro256**: output rotl(s1 * 5, 7) * 9, then one step of the linear engine. */
  private advance(): void {
    const { s0h, s0l, s1h, s1l } = this;

    const by5 = (s1l >>> 0) * 5;
    // floor: `| 0` alone would round a negative sum up.
    const by5h = (Math.imul(s1h, 5) + Math.floor(by5 / TWO_32)) | 0;
    const by5l = by5 | 0;
    const rotatedH = (by5h << 7) | (by5l >>> 25);
    const rotatedL = (by5l << 7) | (by5h >>> 25);
    const by9 = (rotatedL >>> 0) * 9;
    this.high = (Math.imul(rotatedH, 9) + Math.floor(by9 / TWO_32)) | 0;
    this.low = by9 | 0;

    const s2h = this.s2h ^ s0h;
    const s2l = this.s2l ^ s0l;
    const s3h = this.s3h ^ s1h;
    const s3l = this.s3l ^ s1l;
    this.s1h = s1h ^ s2h;
    this.s1l = s1l ^ s2l;
    this.s0h = s0h ^ s3h;
    this.s0l = s0l ^ s3l;
    this.s2h = s2h ^ ((s1h << 17) | (s1l >>> 15));
    this.s2l = s2l ^ (s1l << 17);
    // A rotation by 45 is one by 32, which swaps the halves, and one by 13.
    this.s3h = (s3l << 13) | (s3h >>> 19);
    this.s3l = (s3h << 13) | (s3l >>> 19);
  }
}

/** SplitMix64, on halves too. */
class SplitMix64 {
  /** Halves of the latest output. */
  high = 0;
  low = 0;

  private stateHigh = 0;
  private stateLow = 0;

  reset(): void {
    this.stateHigh = 0;
    this.stateLow = 0;
  }

  /** state += high * 2^32 + low */
  add(high: number, low: number): void {
    const sum = (this.stateLow >>> 0) + (low >>> 0);
    this.stateLow = sum | 0;
    this.stateHigh = (this.stateHigh + high + (sum >= TWO_32 ? 1 : 0)) | 0;
  }

  next(): void {
    this.add(0x9e3779b9, 0x7f4a7c15);
    this.high = this.stateHigh;
    this.low = this.stateLow;
    this.xorShifted(30);
    this.multiply(0xbf58476d, 0x1ce4e5b9);
    this.xorShifted(27);
    this.multiply(0x94d049bb, 0x133111eb);
    this.xorShifted(31);
  }

  /** z ^= z >>> shift, for a shift below 32 */
  private xorShifted(shift: number): void {
    const { high, low } = this;
    this.high = high ^ (high >>> shift);
    this.low = low ^ ((low >>> shift) | (high << (32 - shift)));
  }

  /** z *= high * 2^32 + low, modulo 2^64 */
  private multiply(high: number, low: number): void {
    const cross = (Math.imul(this.high, low) + Math.imul(this.low, high)) | 0;
    this.high = (cross + multiplyHigh(this.low, low)) | 0;
    this.low = Math.imul(this.low, low);
  }
}

/** The upper half of the 64-bit product of two unsigned 32-bit numbers, from products of 16-bit parts. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) | 0;
}

function highHalf(value: number | bigint): number {
  if (typeof value === 'number') return Math.floor(value / TWO_32) | 0;
  return Number(BigInt.asIntN(32, value >> 32n));
}

function lowHalf(value: number | bigint): number {
  return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
}
