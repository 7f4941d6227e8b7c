import type { LanguageView } from '@app/contracts';
import { EMPTY_DRAFT, type Draft, type ProgramDraft } from '../drafts/draft.js';
import { findLanguage, shortNameOf } from '../languages/findLanguage.js';
import type { Example } from './example.js';

/** An example in a list. */
export interface Described {
  id: string;
  title: string;
  about: string;
  teaches: string;
  /** Names of the languages, e.g. `Python` and `C++`. */
  languages: readonly string[];
}

/** An example that can run here. */
export interface Choice extends Described {
  draft: Draft;
}

/** An example in the first of its languages that are there, ready to be put into the editors; null: in none. */
export function choiceOf(example: Example, languages: readonly LanguageView[]): Choice | null {
  for (const variant of example.variants) {
    const [reference, candidate, generator] = [
      variant.reference,
      variant.candidate,
      variant.generator ?? variant.reference,
    ].map((program) => inLanguageOf(languages, program));
    if (!reference || !candidate || !generator) continue;
    const { id, title, about, teaches } = example;
    const draft: Draft = {
      ...EMPTY_DRAFT,
      reference: reference.program,
      candidate: candidate.program,
      ...inputsOf(example, variant.generator && generator.program),
      iterations: String(example.iterations ?? 100),
      objective: example.objective ?? 'difference',
      ...(example.checker && { checker: example.checker }),
    };
    const names = new Set([reference, candidate, generator].map(({ name }) => name));
    return { id, title, about, teaches, languages: [...names], draft };
  }
  return null;
}

/** A program by the id that its language has here; undefined: it has none. */
function inLanguageOf(languages: readonly LanguageView[], { language, source }: ProgramDraft) {
  const known = findLanguage(languages, language);
  return known && { program: { language: known.id, source }, name: shortNameOf(known) };
}

function inputsOf({ clex = '', inputs }: Example, generator: ProgramDraft | undefined): Partial<Draft> {
  if (generator) return { inputsFrom: 'program', generator };
  return inputs ? { inputsFrom: 'list', inputs: [...inputs] } : { inputsFrom: 'clex', clex };
}
