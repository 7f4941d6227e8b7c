import { lazily } from '../../../ui/lazily.js';
import { runFacts, verdictText } from '../verdictText.js';
import type { KindView } from './kind-view.js';

/** A stress job. */
export const stress: KindView = {
  name: 'Stress',
  verdictText,
  facts: runFacts,
  Result: lazily(async () => (await import('../StressResult.js')).StressResult),
};
