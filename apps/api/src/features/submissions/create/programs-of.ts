import { specOf, type LanguageView, type Program } from '@app/contracts';
import { findLanguage } from '../../languages/language-directory.js';
import type { CreateSubmissionDto } from './kinds/index.js';

/** Every program of a request, with the path of the field that holds it. */
export function programsOf(request: CreateSubmissionDto): [field: string, program: Program][] {
  return specOf(request.kind)
    .programsOf(request)
    .map(({ field, program }) => [field, program]);
}

/** The languages of a checked request, each once, sorted by id. */
export function languagesOf(request: CreateSubmissionDto, known: readonly LanguageView[]): LanguageView[] {
  const found = new Map<string, LanguageView>();
  for (const [field, { language }] of programsOf(request)) {
    const view = findLanguage(known, language);
    if (!view) throw new Error(`${field}: the language ${language} is gone`);
    found.set(view.id, view);
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
