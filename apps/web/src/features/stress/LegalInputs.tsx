import type { LanguageView } from '@app/contracts';
import type { Draft } from '../drafts/draft.js';
import { LazyEditor } from '../editor/LazyEditor.js';
import { ProgramPanel } from './ProgramPanel.js';
import type { FieldErrors } from './validate.js';

interface LegalInputsProps {
  draft: Draft;
  languages: readonly LanguageView[] | null;
  errors: FieldErrors;
  onChange(part: Partial<Draft>): void;
}

/** What inputs must be like: a clex that reads them, a program that looks at them. */
export function LegalInputs({ draft, languages, errors, onChange }: LegalInputsProps) {
  const isDrawn = draft.inputsFrom === 'clex';
  const isUsed = draft.validator.source.trim() !== '' || (!isDrawn && draft.format.trim() !== '');
  const wrong = errors.format ?? errors.validator;
  return (
    <details className="legal" open={isUsed || wrong !== undefined || undefined}>
      <summary>Which inputs are legal{isUsed ? '' : ' (optional)'}</summary>
      <p className="muted">
        {isDrawn
          ? 'Your clex says it; a validator can say more.'
          : 'With a format or a validator, a failing input is made smaller, and an illegal one is told.'}
      </p>
      {!isDrawn && (
        <div className="clex">
          <div className="editor" data-testid="format-editor">
            <LazyEditor
              label="Format: a clex that reads every input"
              value={draft.format}
              language="clex"
              variant="small"
              invalid={errors.format !== undefined}
              describedBy={errors.format ? 'format-error' : undefined}
              onChange={(format) => onChange({ format })}
            />
          </div>
          <p className={errors.format ? 'card-error' : 'muted'} id="format-error">
            {errors.format ?? 'Format: a clex that reads every input, e.g. n=N[1,100] ; N{n} ;'}
          </p>
        </div>
      )}
      <ProgramPanel
        role="validator"
        title="Validator"
        about="ends with 0 for a legal input"
        program={draft.validator}
        languages={languages}
        error={errors.validator}
        onChange={(validator) => onChange({ validator })}
      />
    </details>
  );
}
