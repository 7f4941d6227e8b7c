import type { FieldError } from '@app/contracts';
import { PROBLEMS, type ProblemCode } from './problems.js';

export interface ProblemDetails {
  /** What happened this time, one or two sentences. */
  detail?: string;
  errors?: readonly FieldError[];
  /** Further members of the problem document. */
  extensions?: Readonly<Record<string, unknown>>;
  /** Further response headers. */
  headers?: Readonly<Record<string, string>>;
}

/** What the API answers with instead of a result; the filter turns it into a problem document. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: ProblemCode,
    readonly details: ProblemDetails = {},
  ) {
    super(details.detail ?? PROBLEMS[code][1]);
  }

  get status(): number {
    return PROBLEMS[this.code][0];
  }
}

/** 400 that names one field. */
export function invalidField(field: string, message: string): DomainError {
  return invalidRequest([{ field, message }]);
}

/** 400 that names fields; the detail repeats the first ones in words. */
export function invalidRequest(errors: readonly FieldError[]): DomainError {
  const shown = errors.slice(0, 3).map(({ field, message }) => (field ? `${field}: ${message}` : message));
  const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : '';
  return new DomainError('invalid_request', { detail: shown.join('; ') + more, errors });
}
