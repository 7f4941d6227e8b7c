import type { Checker } from '@app/contracts';
import type { ProgramDraft } from '../drafts/draft.js';

interface Variant {
  reference: ProgramDraft;
  candidate: ProgramDraft;
}

export interface Example {
  id: string;
  title: string;
  /** What a visitor will see, one line. */
  about: string;
  /** What there is to learn, in a few words. */
  teaches: string;
  clex: string;
  iterations?: number;
  /** How answers are compared; absent: line by line. */
  checker?: Checker;
  /** The same example in several languages, best first; the first whose languages exist here is used. */
  variants: readonly Variant[];
}
