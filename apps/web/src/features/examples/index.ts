import type { LanguageView } from '@app/contracts';
import { choiceOf, type Choice } from './choice.js';
import type { Example } from './example.js';
import * as average from './average.js';
import * as brackets from './brackets.js';
import * as gcd from './gcd.js';
import * as lineEnds from './line-ends.js';
import * as longestRun from './longest-run.js';
import * as maxSubarray from './max-subarray.js';
import * as mean from './mean.js';
import * as overflow from './overflow.js';
import * as primes from './primes.js';
import * as rising from './rising.js';
import * as secondLargest from './second-largest.js';

const EXAMPLES: readonly Example[] = [
  maxSubarray.example,
  secondLargest.example,
  overflow.example,
  longestRun.example,
  average.example,
  lineEnds.example,
  mean.example,
  brackets.example,
  primes.example,
  rising.example,
  gcd.example,
];

/** The examples that can run with these languages, ready to be put into the editors. */
export const availableExamples = (languages: readonly LanguageView[]): Choice[] =>
  EXAMPLES.flatMap((example) => choiceOf(example, languages) ?? []);
