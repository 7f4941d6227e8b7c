import type { LanguageView, ProgramFile } from '@app/contracts';
import { useRef } from 'react';
import { formatBytes } from '../../ui/format.js';
import type { ProgramDraft } from '../drafts/draft.js';

interface ProgramOptionsProps {
  role: string;
  program: ProgramDraft;
  language: LanguageView | undefined;
  onChange(program: ProgramDraft): void;
}

/** What most programs do without: options of the compiler, arguments, further files. */
export function ProgramOptions({ role, program, language, onChange }: ProgramOptionsProps) {
  const { compileArgs = '', runArgs = '', files = [] } = program;
  const used = [
    compileArgs && 'options',
    runArgs && 'arguments',
    files.length > 0 && `${files.length} files`,
  ];
  const takesOptions = language === undefined || (language.compileArgs?.length ?? 1) > 0;
  return (
    <details className="program-options">
      <summary>
        Options and files
        {used.some(Boolean) && <span className="tag">{used.filter(Boolean).join(', ')}</span>}
      </summary>
      <div className="options-grid">
        {takesOptions && (
          <label>
            Options of the compiler
            <input
              className="input"
              autoComplete="off"
              spellCheck={false}
              placeholder={optionsExample(program.language)}
              value={compileArgs}
              onChange={(event) => onChange({ ...program, compileArgs: event.target.value })}
            />
          </label>
        )}
        <label>
          Arguments
          <input
            className="input"
            autoComplete="off"
            spellCheck={false}
            value={runArgs}
            onChange={(event) => onChange({ ...program, runArgs: event.target.value })}
          />
        </label>
      </div>
      <Files role={role} files={files} onChange={(next) => onChange({ ...program, files: next })} />
    </details>
  );
}

const optionsExample = (language: string): string =>
  /^(cpp|c\+\+)/.test(language) ? '-O2 -std=c++20' : /^c\b/.test(language) ? '-O2 -std=c17' : '';

interface FilesProps {
  role: string;
  files: readonly ProgramFile[];
  onChange(files: ProgramFile[]): void;
}

/** Files that lie beside the program, under their names. */
function Files({ role, files, onChange }: FilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const add = async (added: FileList | null) => {
    const read = await Promise.all([...(added ?? [])].map(readFile));
    const names = new Set(read.map(({ path }) => path));
    onChange([...files.filter(({ path }) => !names.has(path)), ...read]);
  };
  return (
    <div className="file-list">
      {files.map((file) => (
        <p key={file.path}>
          <code>{file.path}</code> <span className="muted">{formatBytes(file.content.length)}</span>{' '}
          <button
            type="button"
            className="link"
            onClick={() => onChange(files.filter((other) => other !== file))}
          >
            Remove
          </button>
        </p>
      ))}
      <input ref={input} type="file" multiple hidden onChange={(event) => void add(event.target.files)} />
      <button
        type="button"
        className="button small"
        onClick={() => input.current?.click()}
        aria-label={`Add files beside the ${role}`}
      >
        Add files
      </button>
    </div>
  );
}

/** A file as the API takes it: as text where it is one, else in base64. */
async function readFile(file: File): Promise<ProgramFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return {
      path: file.name,
      content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    };
  } catch {
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { path: file.name, content: btoa(binary), encoding: 'base64' };
  }
}
