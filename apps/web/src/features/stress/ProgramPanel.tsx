import type { Compilation, LanguageView } from '@app/contracts';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { AnsiText } from '../../ui/AnsiText.js';
import { download } from '../../ui/download.js';
import { DownloadIcon, OpenIcon } from '../../ui/icons.js';
import { usePreferences } from '../../ui/preferences.js';
import type { ProgramDraft } from '../drafts/draft.js';
import { compilerMarks } from '../editor/diagnostics.js';
import { LazyEditor } from '../editor/LazyEditor.js';
import { findLanguage } from '../languages/findLanguage.js';
import { fileNameOf, languageOfFile } from '../languages/fileNames.js';
import { LanguageSelect } from '../languages/LanguageSelect.js';
import { ProgramOptions } from './ProgramOptions.js';

interface ProgramPanelProps {
  /** Its role in the job: `reference`, `candidate`, `program`, `generator`, `checker`. */
  role: string;
  title: string;
  about: string;
  program: ProgramDraft;
  onChange(program: ProgramDraft): void;
  languages: readonly LanguageView[] | null;
  error?: string | undefined;
  /** What the compiler said of this very text; undefined: nothing yet. */
  compilation?: Compilation | undefined;
  children?: ReactNode;
}

/** One program: its language, its source, its options, and what the compiler said. */
export function ProgramPanel(props: ProgramPanelProps) {
  const { role, title, about, program, onChange, languages, error, compilation } = props;
  const { wrapCode } = usePreferences();
  const known = languages === null || findLanguage(languages, program.language) !== undefined;
  const unavailable =
    !known && program.language !== '' ? `${program.language} is not available on this server.` : undefined;
  const errorId = `${role}-error`;
  const output = compilation?.output ?? '';
  const marks = useMemo(() => compilerMarks(output), [output]);
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const load = async (file: File | undefined) => {
    if (!file) return;
    const source = await file.text();
    const language = findLanguage(languages ?? [], languageOfFile(file.name) ?? '')?.id ?? program.language;
    onChange({ ...program, source, language });
  };
  return (
    <section
      className={`card program ${role}`}
      id={`pane-${role}`}
      aria-labelledby={`${role}-title`}
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDropCapture={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        // A file takes the place of the whole text, and does not go into the middle of it.
        event.preventDefault();
        event.stopPropagation();
        void load(event.dataTransfer.files[0]);
      }}
    >
      <header className="card-head">
        <h2 id={`${role}-title`}>
          <span className="dot" aria-hidden="true" />
          {title}
        </h2>
        <p className="card-about">{about}</p>
        <FileButtons role={role} program={program} onFile={(file) => void load(file)} />
        <LanguageSelect
          label={`Language of the ${role}`}
          testId={`language-${role}`}
          value={program.language}
          languages={languages ?? []}
          onChange={(language) => onChange({ ...program, language })}
        />
      </header>
      <div className="editor" data-testid={`${role}-editor`}>
        <LazyEditor
          label={`Source of the ${role}`}
          value={program.source}
          language={findLanguage(languages ?? [], program.language)?.id ?? program.language}
          invalid={error !== undefined}
          describedBy={(error ?? unavailable) ? errorId : undefined}
          marks={marks}
          wrap={wrapCode}
          goTo={goTo}
          onChange={(source) => onChange({ ...program, source })}
        />
      </div>
      {(error ?? unavailable) && (
        <p className="card-error" id={errorId} role="alert">
          {error ?? unavailable}
        </p>
      )}
      <CompilerWords
        role={role}
        compilation={compilation}
        language={findLanguage(languages ?? [], program.language)?.name ?? program.language}
        lines={marks.map(({ line }) => line)}
        onGoTo={(line) => setGoTo({ line })}
      />
      <ProgramOptions
        role={role}
        program={program}
        language={findLanguage(languages ?? [], program.language)}
        onChange={onChange}
      />
      {props.children}
    </section>
  );
}

interface FileButtonsProps {
  role: string;
  program: ProgramDraft;
  onFile(file: File | undefined): void;
}

function FileButtons({ role, program, onFile }: FileButtonsProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className="file-buttons">
      <input
        ref={input}
        type="file"
        hidden
        data-testid={`file-${role}`}
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <button
        type="button"
        className="button small square"
        aria-label={`Open a file as the ${role}`}
        title="Open a file (or drop it here)"
        onClick={() => input.current?.click()}
      >
        <OpenIcon />
      </button>
      <button
        type="button"
        className="button small square"
        aria-label={`Save the ${role} to a file`}
        title="Save to a file"
        onClick={() => download(fileNameOf(role, program.language), program.source)}
      >
        <DownloadIcon />
      </button>
    </span>
  );
}

interface CompilerWordsProps {
  role: string;
  compilation: Compilation | undefined;
  /** What it was compiled as: a pasted program may be in another one. */
  language: string;
  lines: readonly number[];
  onGoTo(line: number): void;
}

/** What the compiler said: its errors open, its warnings on demand, and the lines they are about. */
function CompilerWords({ role, compilation, language, lines, onGoTo }: CompilerWordsProps) {
  if (!compilation || (compilation.succeeded && compilation.output.trim() === '')) return null;
  const places = [...new Set(lines)].slice(0, 8);
  const jumps = places.length > 0 && (
    <p className="compiler-lines">
      {places.map((line) => (
        <button key={line} type="button" className="link" onClick={() => onGoTo(line)}>
          line {line}
        </button>
      ))}
    </p>
  );
  if (compilation.succeeded)
    return (
      <details className="compiler calm">
        <summary>Compiler warnings</summary>
        {jumps}
        <AnsiText text={compilation.output} />
      </details>
    );
  return (
    <div className="compiler" role="alert" data-testid={`compile-error-${role}`}>
      <p className="compiler-title">Does not compile as {language}</p>
      {jumps}
      <AnsiText text={compilation.output || 'The compiler said nothing.'} />
    </div>
  );
}
