import type { LanguageView } from '@app/contracts';
import { useEffect, useMemo, useState } from 'react';
import { choiceOf, type Choice } from './choice.js';
import { example } from './max-subarray.js';

/** The example for the first visit; null: none of its languages is there. */
export const useFirstExample = (languages: readonly LanguageView[] | null): Choice | null =>
  useMemo(() => languages && choiceOf(example, languages), [languages]);

/** All that can run with these languages; none until their texts have come, which the first page does without. */
export function useExamples(languages: readonly LanguageView[] | null): readonly Choice[] {
  const [examples, setExamples] = useState<readonly Choice[]>([]);
  useEffect(() => {
    if (!languages) return;
    let current = true;
    import('./index.js').then(
      ({ availableExamples }) => current && setExamples(availableExamples(languages)),
      () => {
        // Without them there is nothing to choose from, and everything else works.
      },
    );
    return () => {
      current = false;
    };
  }, [languages]);
  return examples;
}
