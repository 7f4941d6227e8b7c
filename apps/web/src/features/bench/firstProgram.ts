import type { ProgramDraft } from '../drafts/draft.js';
import { templateOf } from '../languages/templates.js';

const WANTED = ['python', 'cpp', 'c', 'javascript'];

/** A template in the first language of these that has one; null: the languages are not known yet. */
export function firstProgram(ids: readonly string[] | null): ProgramDraft | null {
  if (!ids) return null;
  const language = WANTED.find((id) => ids.includes(id)) ?? ids[0] ?? '';
  return { language, source: templateOf(language) };
}
