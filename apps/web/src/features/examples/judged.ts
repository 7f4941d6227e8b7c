import type { LanguageView } from '@app/contracts';
import type { ProgramDraft } from '../drafts/draft.js';
import { EMPTY_JUDGE, type JudgeDraft, type TestDraft } from '../drafts/judgeDraft.js';
import { findLanguage, shortNameOf } from '../languages/findLanguage.js';
import { type Described } from './choice.js';

const TESTS: readonly TestDraft[] = [
  { name: 'ordinary', input: '2023\n', expectedOutput: 'no\n' },
  { name: 'fourth', input: '2024\n', expectedOutput: 'yes\n' },
  { name: 'century', input: '1900\n', expectedOutput: 'no\n' },
  { name: 'fourth-century', input: '2000\n', expectedOutput: 'yes\n' },
];

/** Best first; the first whose language exists here is used. */
const PROGRAMS: readonly ProgramDraft[] = [
  {
    language: 'python',
    source: `# Whether a year is a leap year.
year = int(input())
print("yes" if year % 4 == 0 else "no")
`,
  },
  {
    language: 'javascript',
    source: `// Whether a year is a leap year.
const year = Number(require('fs').readFileSync(0, 'utf8'));
console.log(year % 4 === 0 ? 'yes' : 'no');
`,
  },
];

/** An example that is judged by tests. */
export interface JudgedChoice extends Described {
  draft: JudgeDraft;
}

/** The examples for the Judge page that can run with these languages. */
export function judgedExamples(languages: readonly LanguageView[]): JudgedChoice[] {
  const program = PROGRAMS.find(({ language }) => findLanguage(languages, language));
  const language = program && findLanguage(languages, program.language);
  if (!language) return [];
  return [
    {
      id: 'leap-year',
      title: 'Leap years',
      about: 'One program and four tests: it passes all but one of them.',
      teaches: 'a judge problem',
      languages: [shortNameOf(language)],
      draft: { ...EMPTY_JUDGE, program: { ...program, language: language.id }, tests: [...TESTS] },
    },
  ];
}
