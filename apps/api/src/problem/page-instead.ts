import type { Request } from 'express';
import type { DomainError } from './domain-error.js';

/** The page that helps somebody at a browser more than the problem: where to log in. null: the problem is told. */
export function pageInstead(problem: DomainError, request: Request): string | null {
  if (request.method !== 'GET' || !request.headers.accept?.includes('text/html')) return null;
  if (problem.code === 'login_required') return '/login';
  return problem.code === 'password_change_required' ? '/admin/password' : null;
}
