import type { Request } from 'express';
import type { DomainError } from '../../problem/domain-error.js';
import type { ProblemCode } from '../../problem/problems.js';

/** The page that a browser gets in place of a problem: where to log in. null: it gets the problem. */
export function pageInstead(problem: DomainError, request: Request): string | null {
  if (!isNavigation(request)) return null;
  if (problem.code === 'login_required') return '/login';
  return problem.code === 'password_change_required' ? '/admin/password' : null;
}

/** Whether a browser has opened an address at which there is nothing, so that a page has to say so. */
export function wantsToRead({ code }: DomainError, request: Request): boolean {
  return isNavigation(request) && !request.path.startsWith('/api/') && PAGES.has(code);
}

const PAGES: ReadonlySet<ProblemCode> = new Set([
  'route_not_found',
  'method_not_allowed',
  'malformed_url',
  'page_not_built',
  'forbidden',
  'registration_closed',
  'too_many_requests',
  'misdirected_request',
  'unavailable',
  'internal_error',
]);

/** Programs accept anything, or JSON; browsers ask for HTML by name. */
function isNavigation({ method, headers }: Request): boolean {
  return method === 'GET' && (headers.accept?.includes('text/html') ?? false);
}
