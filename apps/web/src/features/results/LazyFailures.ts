import { lazily } from '../../ui/lazily.js';

/** The inputs on which programs differ; the code that compares outputs is wanted with the first of them. */
export const LazyFailures = lazily(async () => (await import('./Failures.js')).Failures);
