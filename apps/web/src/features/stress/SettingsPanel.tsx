import type { Checker, ServiceSettings } from '@app/contracts';
import { Field } from '../../ui/Field.js';
import { PlayIcon } from '../../ui/icons.js';
import type { Draft } from '../drafts/draft.js';
import { formatCount } from '../../ui/format.js';
import type { FieldErrors, Slot } from './validate.js';

interface SettingsPanelProps {
  draft: Draft;
  onChange(change: Partial<Draft>): void;
  settings: ServiceSettings | null;
  errors: FieldErrors;
  busy: boolean;
  onRun(): void;
}

const MiB = 1024 * 1024;
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const CHECKERS: readonly { checker: Checker; label: string; about: string }[] = [
  {
    checker: { type: 'lines' },
    label: 'Lines',
    about: 'White space at line ends and empty lines at the end do not matter.',
  },
  {
    checker: { type: 'tokens' },
    label: 'Tokens',
    about: 'Only the words and numbers matter, not the white space.',
  },
  { checker: { type: 'exact' }, label: 'Exact', about: 'Every byte matters.' },
];

/** How much is run and within which limits, and the button that starts it. */
export function SettingsPanel(props: SettingsPanelProps) {
  const { draft, onChange, settings, errors, busy } = props;
  const requests = settings?.requestLimits;
  const memory = settings?.limits.memoryLimitBytes;
  const cpu = settings?.limits.cpuTimeLimitMs;
  const number = (
    slot: Slot & ('iterations' | 'seed' | 'cpuTimeLimitMs' | 'memoryLimitMiB' | 'stopAfterFailures'),
    label: string,
    preset: number | string | undefined,
    maximum?: number,
  ) => (
    <Field label={label} error={errors[slot]}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={draft[slot]}
          placeholder={preset === undefined ? '' : String(preset)}
          title={maximum ? `at most ${formatCount(maximum)}` : undefined}
          onChange={(event) => onChange({ [slot]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <section className="card settings" aria-label="Settings">
      <div className="settings-grid">
        {number(
          'iterations',
          'Number of inputs',
          requests?.defaultIterations ?? 100,
          requests?.maxIterations,
        )}
        {number('seed', 'Seed', 'random')}
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
        {number('stopAfterFailures', 'Max. differences', 1, requests?.maxStopAfterFailures)}
        <label
          className="check linkable"
          title="Everyone who has the link can see the programs and the result"
        >
          <input
            type="checkbox"
            checked={draft.linkable}
            onChange={(event) => onChange({ linkable: event.target.checked })}
          />
          Linkable
        </label>
        <RunButton busy={busy} onRun={props.onRun} />
      </div>
      {errors.form && (
        <p className="card-error" role="alert">
          {errors.form}
        </p>
      )}
    </section>
  );
}

interface CheckerFieldProps {
  checker: Checker;
  error: string | undefined;
  onChange(checker: Checker): void;
}

function CheckerField({ checker, error, onChange }: CheckerFieldProps) {
  const listed = CHECKERS.find((offered) => offered.checker.type === checker.type);
  return (
    <Field label="Compare by" error={error}>
      {(control) => (
        <select
          {...control}
          className="select"
          value={checker.type}
          title={listed?.about}
          onChange={(event) => {
            const chosen = CHECKERS.find((offered) => offered.checker.type === event.target.value);
            if (chosen) onChange(chosen.checker);
          }}
        >
          {CHECKERS.map(({ checker: { type }, label, about }) => (
            <option key={type} value={type} title={about}>
              {label}
            </option>
          ))}
          {!listed && <option value={checker.type}>{checker.type.replace('_', ' ')} (as loaded)</option>}
        </select>
      )}
    </Field>
  );
}

function RunButton({ busy, onRun }: { busy: boolean; onRun(): void }) {
  return (
    <div className="run-bar">
      <button
        type="button"
        className="button primary"
        data-testid="run-button"
        // Not `disabled`: the focus would be lost, and with it the place of somebody who uses the keyboard.
        aria-disabled={busy}
        onClick={() => busy || onRun()}
      >
        {busy ? <span className="spinner" aria-hidden="true" /> : <PlayIcon />}
        {busy ? 'Running' : 'Run'}
        {!busy && <kbd aria-hidden="true">{isMac ? '⌘' : 'Ctrl'} ↵</kbd>}
      </button>
    </div>
  );
}
