import type { Checker, LanguageView } from '@app/contracts';
import { Field } from '../../ui/Field.js';
import { ProgramPanel } from './ProgramPanel.js';

/** Ways to compare outputs, with what each of them means. */
const CHECKERS: readonly { checker: Checker; label: string; about: string }[] = [
  { checker: { type: 'lines' }, label: 'Lines', about: 'White space at line ends does not matter.' },
  { checker: { type: 'tokens' }, label: 'Tokens', about: 'Only words and numbers matter.' },
  { checker: { type: 'exact' }, label: 'Exact', about: 'Every byte matters.' },
  {
    checker: { type: 'floats', absolute: 1e-6, relative: 1e-6 },
    label: 'Floats',
    about: 'Numbers may differ by 0.000001, absolute or relative.',
  },
  {
    checker: { type: 'unordered_lines' },
    label: 'Unordered lines',
    about: 'The order of the lines does not matter.',
  },
  {
    checker: { type: 'program', program: { language: '', source: '' } },
    label: 'Program',
    about: 'A program of yours decides (testlib: 0 ok, 1 wrong).',
  },
];

interface CheckerFieldProps {
  checker: Checker;
  error: string | undefined;
  onChange(checker: Checker): void;
}

/** How outputs are compared. */
export function CheckerField({ checker, error, onChange }: CheckerFieldProps) {
  const listed = CHECKERS.find((offered) => offered.checker.type === checker.type);
  return (
    <Field label="Compare by" error={error} {...(listed && { hint: listed.about })}>
      {(control) => (
        <select
          {...control}
          className="select"
          value={checker.type}
          onChange={(event) => {
            const chosen = CHECKERS.find((offered) => offered.checker.type === event.target.value);
            if (chosen) onChange(chosen.checker);
          }}
        >
          {CHECKERS.map(({ checker: { type }, label }) => (
            <option key={type} value={type}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckerProgramProps {
  checker: Checker;
  languages: readonly LanguageView[] | null;
  onChange(checker: Checker): void;
}

/** The editor of a checker that is a program; nothing for the others. */
export function CheckerProgram({ checker, languages, onChange }: CheckerProgramProps) {
  if (checker.type !== 'program') return null;
  return (
    <ProgramPanel
      role="checker"
      title="Checker"
      about="gets INPUT OUTPUT ANSWER as arguments"
      program={{ language: checker.program.language, source: checker.program.source }}
      languages={languages}
      onChange={({ language, source }) => onChange({ ...checker, program: { language, source } })}
    />
  );
}
