import { Transform } from 'class-transformer';

/** Query parameters arrive as text; what is no plain number stays text, for the validators to refuse. */
export const ToNumber = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value,
  );
