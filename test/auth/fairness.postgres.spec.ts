import { describeFairness } from './support/fairness.js';

describeFairness('in-process', () => ({}));
