import { ClexError, type ClexProgram, parse } from '@app/clex';
import { DomainError } from '../../platform/problem/domain-error.js';

/**
 * Parses the clex text that a request gives in `field`.
 * @throws DomainError('invalid_clex') with the clex code, the span and the hint
 */
export function parseClex(source: string, field: string): ClexProgram {
  return explainingClex(source, field, () => parse(source));
}

/** Runs `work`; a ClexError about `source` becomes the problem that tells it. */
export function explainingClex<T>(source: string, field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ClexError)) throw error;
    const { code, span, hint, message } = error;
    throw new DomainError('invalid_clex', {
      detail: message,
      errors: [{ field, message }],
      extensions: {
        clexCode: code,
        span: { start: span.start, end: span.end },
        hint,
        rendered: error.render(source),
      },
    });
  }
}
