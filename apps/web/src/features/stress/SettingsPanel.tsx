import type { LanguageView, ServiceSettings } from '@app/contracts';
import { Field } from '../../ui/Field.js';
import type { Draft } from '../drafts/draft.js';
import { CheckerField, CheckerProgram } from './CheckerField.js';
import { formatCount } from '../../ui/format.js';
import type { FieldErrors, Slot } from './validate.js';

interface SettingsPanelProps {
  draft: Draft;
  onChange(change: Partial<Draft>): void;
  settings: ServiceSettings | null;
  languages: readonly LanguageView[] | null;
  errors: FieldErrors;
  children: React.ReactNode;
}

const MiB = 1024 * 1024;
type NumberSlot = Slot & ('iterations' | 'seed' | 'cpuTimeLimitMs' | 'memoryLimitMiB' | 'stopAfterFailures');

/** How much is run, within which limits, and how outputs are compared. */
export function SettingsPanel(props: SettingsPanelProps) {
  const { draft, onChange, settings, errors, languages } = props;
  const requests = settings?.requestLimits;
  const memory = settings?.limits.memoryLimitBytes;
  const cpu = settings?.limits.cpuTimeLimitMs;
  const number = (slot: NumberSlot, label: string, preset: number | string | undefined, maximum?: number) => (
    <Field label={label} error={errors[slot]} {...(maximum && { hint: `at most ${formatCount(maximum)}` })}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={draft[slot]}
          placeholder={preset === undefined ? '' : String(preset)}
          onChange={(event) => onChange({ [slot]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <section className="card settings" aria-label="Settings">
      <div className="settings-grid">
        {draft.inputsFrom !== 'list' &&
          number(
            'iterations',
            'Number of inputs',
            requests?.defaultIterations ?? 100,
            requests?.maxIterations,
          )}
        {draft.inputsFrom !== 'list' && number('seed', 'Seed', 'random')}
        {number('cpuTimeLimitMs', 'Time limit (ms)', cpu?.default, cpu?.maximum)}
        {number(
          'memoryLimitMiB',
          'Memory limit (MiB)',
          memory && memory.default / MiB,
          memory && memory.maximum / MiB,
        )}
        <CheckerField
          checker={draft.checker}
          error={errors.checker}
          onChange={(checker) => onChange({ checker })}
        />
        <Field label="Look for">
          {(control) => (
            <select
              {...control}
              className="select"
              value={draft.objective}
              onChange={(event) => onChange({ objective: event.target.value as Draft['objective'] })}
            >
              <option value="difference">a difference</option>
              <option value="time">the slowest input</option>
            </select>
          )}
        </Field>
        {number('stopAfterFailures', 'Max. differences', 1, requests?.maxStopAfterFailures)}
        {props.children}
      </div>
      <CheckerProgram
        checker={draft.checker}
        languages={languages}
        onChange={(checker) => onChange({ checker })}
      />
      {errors.form && (
        <p className="card-error" role="alert">
          {errors.form}
        </p>
      )}
    </section>
  );
}
