import type { ServiceSettings } from '@app/contracts';
import { Field } from '../../ui/Field.js';

/** Limits as they are typed; empty: the service's own. */
export interface LimitTexts {
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
}

interface LimitFieldsProps {
  texts: LimitTexts;
  settings: ServiceSettings | null;
  errors?: Partial<Record<keyof LimitTexts, string>>;
  onChange(texts: Partial<LimitTexts>): void;
}

const MiB = 1024 * 1024;

/** Time and memory of a program. */
export function LimitFields({ texts, settings, errors = {}, onChange }: LimitFieldsProps) {
  const field = (name: keyof LimitTexts, label: string, preset: number | undefined) => (
    <Field label={label} error={errors[name]}>
      {(control) => (
        <input
          {...control}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          value={texts[name]}
          placeholder={preset === undefined ? '' : String(preset)}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const memory = settings?.limits.memoryLimitBytes.default;
  return (
    <>
      {field('cpuTimeLimitMs', 'Time limit (ms)', settings?.limits.cpuTimeLimitMs.default ?? undefined)}
      {field('memoryLimitMiB', 'Memory limit (MiB)', memory ? memory / MiB : undefined)}
    </>
  );
}
