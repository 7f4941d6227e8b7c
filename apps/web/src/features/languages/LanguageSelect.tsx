import type { LanguageView } from '@app/contracts';
import { findLanguage } from './findLanguage.js';

interface LanguageSelectProps {
  label: string;
  testId: string;
  value: string;
  languages: readonly LanguageView[];
  onChange(id: string): void;
}

/** Chooses by id; an alias that a stored request used selects the language it stands for. */
export function LanguageSelect({ label, testId, value, languages, onChange }: LanguageSelectProps) {
  const language = findLanguage(languages, value);
  return (
    <select
      className="select"
      aria-label={label}
      data-testid={testId}
      value={language?.id ?? value}
      onChange={(event) => onChange(event.target.value)}
    >
      {!language && <option value={value}>{value || 'Language'}</option>}
      {languages.map(({ id, name, version }) => (
        <option key={id} value={id}>
          {nameOfLanguage(name, version)}
        </option>
      ))}
    </select>
  );
}

/** A language with its version, said once. */
export const nameOfLanguage = (name: string, version: string): string =>
  version === '' || name.includes(version) ? name : `${name} ${version}`;
