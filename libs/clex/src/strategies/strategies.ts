import { UniformDrawing, type Drawing } from '../generate/drawing.js';
import { Random } from '../generate/random.js';
import { MixedDrawing } from './mixed.js';

/** `uniform`: everything as likely as everything else. `mixed`: where bugs live. */
export type Strategy = 'mixed' | 'uniform';
export const STRATEGIES: readonly Strategy[] = ['mixed', 'uniform'];

/** How the input number `index` of `seed` is drawn. */
export function drawingOf(strategy: Strategy, seed: bigint, index: number | bigint): Drawing {
  const random = Random.stream(seed, index);
  switch (strategy) {
    case 'uniform':
      return new UniformDrawing(random);
    case 'mixed':
      return new MixedDrawing(random);
    default:
      throw new TypeError(`Unknown strategy: ${String(strategy satisfies never)}`);
  }
}
