import type { Compilation, LanguageView } from '@app/contracts';
import { LazyEditor } from '../editor/LazyEditor.js';
import { findLanguage } from '../examples/index.js';
import { BigText } from '../../ui/BigText.js';
import type { ProgramDraft, Side } from '../drafts/draft.js';

interface ProgramPanelProps {
  side: Side;
  program: ProgramDraft;
  onChange(program: ProgramDraft): void;
  languages: readonly LanguageView[] | null;
  error: string | undefined;
  /** What the compiler said in the submission that the page shows; undefined: nothing yet. */
  compilation: Compilation | undefined;
}

const TEXTS = {
  reference: { title: 'Reference', about: 'the one you trust, however slow' },
  candidate: { title: 'Candidate', about: 'the one you want to break' },
} as const;

/** One program: its language, its source, and what the compiler said. */
export function ProgramPanel(props: ProgramPanelProps) {
  const { side, program, onChange, languages, error, compilation } = props;
  const { title, about } = TEXTS[side];
  const known = languages === null || findLanguage(languages, program.language) !== undefined;
  const unavailable =
    !known && program.language !== '' ? `${program.language} is not available on this server.` : undefined;
  const errorId = `${side}-error`;
  const failed = compilation && !compilation.succeeded ? compilation : null;
  return (
    <section className={`card program ${side}`} aria-labelledby={`${side}-title`}>
      <header className="card-head">
        <h2 id={`${side}-title`}>
          <span className="dot" aria-hidden="true" />
          {title}
        </h2>
        <p className="card-about">{about}</p>
        <LanguageSelect
          side={side}
          value={program.language}
          languages={languages ?? []}
          onChange={(language) => onChange({ ...program, language })}
        />
      </header>
      <div className="editor" data-testid={`${side}-editor`}>
        <LazyEditor
          label={`Source of the ${side}`}
          value={program.source}
          language={findLanguage(languages ?? [], program.language)?.id ?? program.language}
          invalid={error !== undefined}
          describedBy={(error ?? unavailable) ? errorId : undefined}
          onChange={(source) => onChange({ ...program, source })}
        />
      </div>
      {(error ?? unavailable) && (
        <p className="card-error" id={errorId} role="alert">
          {error ?? unavailable}
        </p>
      )}
      {failed && (
        <div className="compiler" role="alert" data-testid={`compile-error-${side}`}>
          <p className="compiler-title">Does not compile</p>
          <BigText text={failed.output || 'The compiler said nothing.'} />
        </div>
      )}
      {compilation?.succeeded && compilation.output.trim() !== '' && (
        <details className="compiler calm">
          <summary>Compiler warnings</summary>
          <BigText text={compilation.output} />
        </details>
      )}
    </section>
  );
}

interface LanguageSelectProps {
  side: Side;
  value: string;
  languages: readonly LanguageView[];
  onChange(id: string): void;
}

/** Chooses by id; an alias that a stored request used selects the language it stands for. */
function LanguageSelect({ side, value, languages, onChange }: LanguageSelectProps) {
  const language = findLanguage(languages, value);
  return (
    <select
      className="select"
      aria-label={`Language of the ${side}`}
      data-testid={`language-${side}`}
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
