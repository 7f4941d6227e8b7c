import type { LanguageView } from '@app/contracts';

const language = (id: string, name: string): LanguageView => ({
  id,
  name,
  version: '',
  aliases: [],
  kind: 'compiled',
});

/** What most services can run: for choosing an example before this one has said what it can. */
export const ASSUMED_LANGUAGES: readonly LanguageView[] = [
  language('c', 'C'),
  language('cpp', 'C++'),
  language('python', 'Python'),
  language('javascript', 'JavaScript'),
];
