import { LazyEditor } from '../editor/LazyEditor.js';
import type { ClexProblem } from '@app/client';
import { BigText } from '../../ui/BigText.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { DiceIcon } from '../../ui/icons.js';
import { ClexHelp } from './ClexHelp.js';
import { formatBytes, plural } from '../../ui/format.js';
import { useClexPreview, type Preview } from './useClexPreview.js';

interface GeneratorPanelProps {
  clex: string;
  onChange(clex: string): void;
  error: string | undefined;
}

const ERROR_ID = 'clex-error';

/** The clex text, and an input that it generates. */
export function GeneratorPanel({ clex, onChange, error }: GeneratorPanelProps) {
  const { preview, pending, reroll } = useClexPreview(clex);
  const invalid = preview.kind === 'invalid' ? preview : null;
  const wrong = invalid !== null || error !== undefined;
  return (
    <section className="card generator" aria-labelledby="generator-title">
      <div className="clex">
        <div className="card-head plain">
          <h2 id="generator-title">Inputs</h2>
          <p className="card-about">a clex describes them, like a pattern</p>
        </div>
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
        {invalid ? (
          <ClexError error={invalid.error} place={invalid.place} />
        ) : (
          error && (
            <p className="card-error" id={ERROR_ID} role="alert">
              {error}
            </p>
          )
        )}
        <ClexHelp onInsert={onChange} />
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
    </section>
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
      return <p className="muted">An example input appears here as you type.</p>;
    case 'invalid':
      return <p className="muted">No input: the clex has an error.</p>;
    case 'unavailable':
      return (
        <p className="card-error" role="alert">
          {preview.reason}
        </p>
      );
  }
}

function ClexError({ error, place }: { error: ClexProblem; place: string | null }) {
  return (
    <div className="card-error" id={ERROR_ID} role="alert" data-testid="clex-error">
      <p>
        <strong>{error.message}</strong>
        {place && <span className="muted"> ({place})</span>}
      </p>
      {error.hint && <p>{error.hint}</p>}
    </div>
  );
}
