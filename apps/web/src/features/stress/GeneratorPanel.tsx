import type { ClexProblem } from '@app/client';
import { lazy, Suspense, useState } from 'react';
import type { LanguageView } from '@app/contracts';
import { BigText } from '../../ui/BigText.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { formatBytes, plural } from '../../ui/format.js';
import { DiceIcon } from '../../ui/icons.js';
import { say } from '../../ui/toasts.js';
import type { Draft, InputSource } from '../drafts/draft.js';
import { LazyEditor } from '../editor/LazyEditor.js';
import { ClexHelp } from './ClexHelp.js';
import { InputList } from './InputList.js';
import { LegalInputs } from './LegalInputs.js';
import { ProgramPanel } from './ProgramPanel.js';
import { useClexPreview, type Preview } from './useClexPreview.js';
import type { FieldErrors } from './validate.js';

interface GeneratorPanelProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
  languages: readonly LanguageView[] | null;
  errors: FieldErrors;
}

const FormatsDialog = lazy(async () => ({
  default: (await import('../clex/FormatsDialog.js')).FormatsDialog,
}));
const SOURCES: readonly { id: InputSource; label: string; about: string }[] = [
  { id: 'clex', label: 'clex', about: 'a clex describes them, like a pattern' },
  { id: 'program', label: 'Generator program', about: 'it gets seed and index as its last arguments' },
  { id: 'list', label: 'My inputs', about: 'exactly these, in this order' },
];

/** Where the inputs come from. */
export function GeneratorPanel({ draft, onChange, languages, errors }: GeneratorPanelProps) {
  const { inputsFrom } = draft;
  const error = errors.clex;
  return (
    <section className="card generator-card" id="pane-inputs" aria-labelledby="generator-title">
      <div className="card-head plain">
        <h2 id="generator-title">Inputs</h2>
        <div className="segments" role="group" aria-label="Where the inputs come from">
          {SOURCES.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              className="segment"
              aria-pressed={inputsFrom === id}
              onClick={() => onChange({ inputsFrom: id })}
            >
              {label}
            </button>
          ))}
        </div>
        <p className="card-about">{SOURCES.find(({ id }) => id === inputsFrom)?.about}</p>
      </div>
      {inputsFrom === 'clex' && (
        <ClexInputs clex={draft.clex} error={error} onChange={(clex) => onChange({ clex })} />
      )}
      {inputsFrom === 'program' && (
        <ProgramPanel
          role="generator"
          title="Generator"
          about="prints one input"
          program={draft.generator}
          languages={languages}
          error={error}
          onChange={(generator) => onChange({ generator })}
        />
      )}
      {inputsFrom === 'list' && (
        <InputList inputs={draft.inputs} error={error} onChange={(inputs) => onChange({ inputs })} />
      )}
      <LegalInputs draft={draft} languages={languages} errors={errors} onChange={onChange} />
    </section>
  );
}

const ERROR_ID = 'clex-error';

interface ClexInputsProps {
  clex: string;
  error: string | undefined;
  onChange(clex: string): void;
}

/** The clex text, and an input that it generates. */
function ClexInputs({ clex, onChange, error }: ClexInputsProps) {
  const { preview, pending, reroll } = useClexPreview(clex);
  const invalid = preview.kind === 'invalid' ? preview : null;
  const wrong = invalid !== null || error !== undefined;
  return (
    <div className="generator">
      <div className="clex">
        <div className="editor" data-testid="clex-editor">
          <LazyEditor
            label="clex: description of the inputs"
            value={clex}
            language="clex"
            variant="small"
            errorSpan={invalid?.error.span ?? null}
            invalid={wrong}
            describedBy={wrong ? ERROR_ID : undefined}
            onChange={onChange}
          />
        </div>
        {/* Its place is kept. Errors come once the user has stopped typing: an incomplete text is wrong. */}
        <div className="clex-words" aria-live="polite">
          {invalid ? (
            <ClexError error={invalid.error} place={invalid.place} />
          ) : error ? (
            <p className="card-error" id={ERROR_ID}>
              {error}
            </p>
          ) : (
            preview.kind === 'unfinished' && <p className="muted">not finished yet</p>
          )}
        </div>
        <ClexTools clex={clex} onReplace={onChange} />
        <ClexHelp onInsert={(piece) => onChange(clex.trim() === '' ? piece : `${clex.trimEnd()} ${piece}`)} />
      </div>
      <div className="preview" aria-busy={pending}>
        <div className="card-head plain">
          <h3>Preview</h3>
          <p className="card-about">{describe(preview)}</p>
          <div className="head-end">
            {preview.kind === 'input' && <CopyButton label="Copy this input" text={() => preview.input} />}
            <button type="button" className="button small" onClick={reroll} title="Draw another input">
              <DiceIcon />
              Re-roll
            </button>
          </div>
        </div>
        <PreviewBody preview={preview} />
      </div>
    </div>
  );
}

interface ClexToolsProps {
  clex: string;
  onReplace(clex: string): void;
}

/** Formats to start from; what stood there comes back by a click. */
function ClexTools({ clex, onReplace }: ClexToolsProps) {
  const [open, setOpen] = useState(false);
  const pick = (picked: string, title: string) => {
    setOpen(false);
    onReplace(picked);
    if (clex.trim() !== '')
      say(`“${title}” took the place of your clex.`, { label: 'Undo', run: () => onReplace(clex) });
  };
  return (
    <>
      <button type="button" className="button small formats-button" onClick={() => setOpen(true)}>
        Formats: trees, grids, queries …
      </button>
      {open && (
        <Suspense>
          <FormatsDialog onPick={pick} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function describe(preview: Preview): string {
  if (preview.kind !== 'input') return '';
  const { input } = preview;
  const lines = input === '' ? 0 : input.split('\n').length;
  return `${plural(lines, 'line')}, ${formatBytes(new Blob([input]).size)}`;
}

function PreviewBody({ preview }: { preview: Preview }) {
  switch (preview.kind) {
    case 'input':
      return preview.input === '' ? (
        <p className="muted" data-testid="clex-preview">
          This clex generates an empty input.
        </p>
      ) : (
        <BigText text={preview.input} testId="clex-preview" />
      );
    case 'empty':
    case 'unfinished':
      return <p className="muted">An example input appears here as you type.</p>;
    case 'invalid':
      return <p className="muted">No input: the clex has an error.</p>;
    case 'too_large':
      return (
        <p className="muted" data-testid="clex-too-large">
          An input of this clex is too large for a preview. Run draws it.
        </p>
      );
    case 'unavailable':
      return <p className="card-error">{preview.reason}</p>;
  }
}

function ClexError({ error, place }: { error: ClexProblem; place: string | null }) {
  return (
    <div className="card-error" id={ERROR_ID} data-testid="clex-error">
      <p>
        <strong>{error.message}</strong>
        {place && <span className="muted"> ({place})</span>}
      </p>
      {error.hint && <p>{error.hint}</p>}
    </div>
  );
}
