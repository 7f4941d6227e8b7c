import type { Checker } from '@app/contracts';
import type { Draft, ProgramDraft } from '../drafts/draft.js';

interface Variant {
  reference: ProgramDraft;
  candidate: ProgramDraft;
  /** Makes the inputs, where no clex does. */
  generator?: ProgramDraft;
}

export interface Example {
  id: string;
  title: string;
  /** What a visitor will see, one line. */
  about: string;
  /** What there is to learn, in a few words. */
  teaches: string;
  /** What describes the inputs; absent: a program makes them, or `inputs` are all there are. */
  clex?: string;
  inputs?: readonly string[];
  iterations?: number;
  /** What is looked for; absent: a difference. */
  objective?: Draft['objective'];
  /** How answers are compared; absent: line by line. */
  checker?: Checker;
  /** The same example in several languages, best first; the first whose languages exist here is used. */
  variants: readonly Variant[];
}
