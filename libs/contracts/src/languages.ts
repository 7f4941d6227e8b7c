export type LanguageKind = 'compiled' | 'bytecode' | 'interpreted';

export interface LanguageView {
  id: string;
  name: string;
  version: string;
  aliases: string[];
  kind: LanguageKind;
  /** Regular expressions of the arguments that its compiler may be given; absent: its worker does not say. */
  compileArgs?: string[];
}
