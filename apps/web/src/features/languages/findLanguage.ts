import type { LanguageView } from '@app/contracts';

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
