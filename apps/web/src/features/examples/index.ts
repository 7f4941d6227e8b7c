import type { LanguageView } from '@app/contracts';
import { EMPTY_DRAFT, type Draft } from '../drafts/draft.js';
import type { Example } from './example.js';
import * as average from './average.js';
import * as gcd from './gcd.js';
import * as longestRun from './longest-run.js';
import * as maxSubarray from './max-subarray.js';
import * as mean from './mean.js';
import * as overflow from './overflow.js';
import * as secondLargest from './second-largest.js';

const EXAMPLES: readonly Example[] = [
  maxSubarray.example,
  secondLargest.example,
  overflow.example,
  longestRun.example,
  average.example,
  mean.example,
  gcd.example,
];

/** An example in a list. */
export interface Described {
  id: string;
  title: string;
  about: string;
  teaches: string;
  /** Names of the languages, e.g. `Python, C++`. */
  languages: string;
}

export interface Choice extends Described {
  draft: Draft;
}

/** The examples that can run with these languages, ready to be put into the editors. */
export function availableExamples(languages: readonly LanguageView[]): Choice[] {
  return EXAMPLES.flatMap((example) => {
    for (const { reference, candidate } of example.variants) {
      const left = findLanguage(languages, reference.language);
      const right = findLanguage(languages, candidate.language);
      if (!left || !right) continue;
      const draft: Draft = {
        ...EMPTY_DRAFT,
        reference: { language: left.id, source: reference.source },
        candidate: { language: right.id, source: candidate.source },
        clex: example.clex,
        iterations: String(example.iterations ?? 100),
        ...(example.checker && { checker: example.checker }),
      };
      const names = [...new Set([left, right].map(shortNameOf))].join(', ');
      return [
        {
          id: example.id,
          title: example.title,
          about: example.about,
          teaches: example.teaches,
          languages: names,
          draft,
        },
      ];
    }
    return [];
  });
}

/** `C++ (GCC)` is C++ here. */
export const shortNameOf = ({ name }: LanguageView): string => name.replace(/ *\(.*\)$/, '');

/** A language by its id or alias, in any case. */
export function findLanguage(languages: readonly LanguageView[], name: string): LanguageView | undefined {
  const wanted = name.toLowerCase();
  return (
    languages.find((language) => language.id.toLowerCase() === wanted) ??
    languages.find((language) => language.aliases.some((alias) => alias.toLowerCase() === wanted))
  );
}
