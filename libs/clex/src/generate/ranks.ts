import { add, greater, lesser, subtract, type Whole } from './whole.js';

/** The simplest number of [lower, upper]: 0, or the bound next to it. */
export function simplest(lower: Whole, upper: Whole): Whole {
  return lower > 0 ? lower : upper < 0 ? upper : 0;
}

/**
 * The numbers of [lower, upper] in the order of simplicity: the simplest one, then outwards, the positive
 * before the negative. `rankOf` and `valueAt` are inverse to each other; ranks start at 0.
 */
export function rankOf(value: Whole, lower: Whole, upper: Whole): Whole {
  const middle = simplest(lower, upper);
  const both = lesser(subtract(upper, middle), subtract(middle, lower));
  const offset = subtract(value, middle);
  const distance = offset < 0 ? subtract(0, offset) : offset;
  if (distance > both) return add(distance, both);
  const twice = add(distance, distance);
  return offset > 0 ? subtract(twice, 1) : twice;
}

/** The number that has this rank. */
export function valueAt(rank: Whole, lower: Whole, upper: Whole): Whole {
  const middle = simplest(lower, upper);
  const up = subtract(upper, middle);
  const down = subtract(middle, lower);
  const both = lesser(up, down);
  if (rank > add(both, both)) {
    const distance = subtract(rank, both);
    return up > down ? add(middle, distance) : subtract(middle, distance);
  }
  const half = halfUp(rank);
  return isOdd(rank) ? add(middle, half) : subtract(middle, half);
}

function isOdd(value: Whole): boolean {
  return typeof value === 'number' ? value % 2 === 1 : (value & 1n) === 1n;
}

function halfUp(value: Whole): Whole {
  return typeof value === 'number' ? Math.ceil(value / 2) : lesser((value + 1n) / 2n, greater(value, 1));
}

/** Most ranks in one block of `TakenRanks`. */
const BLOCK_SIZE = 512;

/**
 * A set of ranks that are taken, which finds the k-th one that is free. Sorted blocks: each step costs about
 * the square root of what is taken, so that a permutation of 200,000 numbers is drawn in a fraction of a
 * second.
 */
export class TakenRanks {
  private readonly blocks: Whole[][] = [];
  size = 0;

  /** The free rank that has `choice` free ones below it. */
  freeAt(choice: Whole): Whole {
    let passed = 0;
    for (const block of this.blocks) {
      // A taken rank moves the answer up when no more than `choice` free ones lie below it.
      if (subtract(block[block.length - 1]!, passed + block.length - 1) <= choice) {
        passed += block.length;
        continue;
      }
      let [low, high] = [0, block.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (subtract(block[middle]!, passed + middle) <= choice) low = middle + 1;
        else high = middle;
      }
      passed += low;
      break;
    }
    return add(choice, passed);
  }

  has(rank: Whole): boolean {
    const block = this.blocks[this.blockOf(rank)];
    return block !== undefined && block[lowerBound(block, rank)] === rank;
  }

  /** How many free ranks lie below one that is free: `freeAt` of it is the rank. */
  choiceOf(rank: Whole): Whole {
    let taken = 0;
    for (const block of this.blocks) {
      const below = lowerBound(block, rank);
      taken += below;
      if (below < block.length) break;
    }
    return subtract(rank, taken);
  }

  /** Adds a rank; gives false when it was taken already. */
  add(rank: Whole): boolean {
    if (this.blocks.length === 0) this.blocks.push([]);
    const number = Math.min(this.blockOf(rank), this.blocks.length - 1);
    const block = this.blocks[number]!;
    const at = lowerBound(block, rank);
    if (block[at] === rank) return false;
    block.splice(at, 0, rank);
    this.size++;
    if (block.length > BLOCK_SIZE) this.blocks.splice(number + 1, 0, block.splice(BLOCK_SIZE / 2));
    return true;
  }

  delete(rank: Whole): void {
    const number = this.blockOf(rank);
    const block = this.blocks[number];
    if (block === undefined) return;
    const at = lowerBound(block, rank);
    if (block[at] !== rank) return;
    block.splice(at, 1);
    this.size--;
    if (block.length === 0) this.blocks.splice(number, 1);
  }

  /** The first block whose greatest rank is not below `rank`. */
  private blockOf(rank: Whole): number {
    let [low, high] = [0, this.blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.blocks[middle]!;
      if (block.length > 0 && block[block.length - 1]! < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lowerBound(sorted: readonly Whole[], value: Whole): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where things end up that are put into a list one after the other: thing `i` is inserted `fromEnd[i]` places
 * before the end of the `i` things that are there. All 0 is the order in which they come. O(n log n).
 */
export function placesOf(fromEnd: readonly number[]): number[] {
  const count = fromEnd.length;
  const free = new FreeSlots(count);
  const places = new Array<number>(count).fill(0);
  // The last one is where it was put; those before it share the slots that are left.
  for (let thing = count - 1; thing >= 0; thing--) places[thing] = free.take(thing - fromEnd[thing]!);
  return places;
}

/** A Fenwick tree (1994) over slots: takes the k-th that is free. */
class FreeSlots {
  private readonly tree: Int32Array;
  private readonly top: number;

  constructor(private readonly count: number) {
    this.tree = Int32Array.from({ length: count + 1 }, (_, index) => index & -index);
    this.top = 2 ** Math.max(0, 31 - Math.clz32(Math.max(1, count)));
  }

  /** @param number of the slot among the free ones, from 0 */
  take(number: number): number {
    let slot = 0;
    let left = number + 1;
    for (let step = this.top; step > 0; step >>= 1) {
      const next = slot + step;
      if (next <= this.count && this.tree[next]! < left) {
        slot = next;
        left -= this.tree[next]!;
      }
    }
    for (let at = slot + 1; at <= this.count; at += at & -at) this.tree[at]!--;
    return slot;
  }
}
