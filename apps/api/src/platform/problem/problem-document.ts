import type { ProblemDocument } from '@app/contracts';
import type { DomainError } from './domain-error.js';
import { PROBLEMS } from './problems.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An error as it leaves the service. */
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
