import type { DomainError, FieldError } from './domain-error.js';
import { PROBLEMS } from './problems.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457. `type` is about:blank: `code` is what programs look at. */
export interface ProblemDocument {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: readonly FieldError[];
  requestId?: string;
  [extension: string]: unknown;
}

export function problemDocument(error: DomainError, requestId?: string): ProblemDocument {
  const [status, title] = PROBLEMS[error.code];
  return {
    type: 'about:blank',
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.details.errors && { errors: error.details.errors }),
    ...error.details.extensions,
    ...(requestId && { requestId }),
  };
}
