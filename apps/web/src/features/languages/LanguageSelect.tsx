import type { LanguageView } from '@app/contracts';
import { findLanguage } from '../examples/index.js';

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
          {versionIn(name, version) ? name : `${name} ${version}`}
        </option>
      ))}
    </select>
  );
}

const versionIn = (name: string, version: string): boolean => version === '' || name.includes(version);
