import { DomainError } from '../../platform/problem/domain-error.js';
import type { Access } from './access.decorator.js';
import { type Caller, hasScope } from './caller.js';

/** @throws DomainError('login_required' | 'forbidden' | 'password_change_required') when the caller has not this access */
export function checkAccess(caller: Caller, access: Access, anonymousSubmissions: boolean): void {
  const mustChange = !caller.isAnonymous && caller.account.mustChangePassword;
  if (mustChange && access !== 'public' && access !== 'anyone' && access !== 'password')
    throw new DomainError('password_change_required', {
      detail: 'This account has the password everybody knows; choose another one at /admin/password first.',
    });
  switch (access) {
    case 'probe':
    case 'public':
    case 'anyone':
      return;
    case 'read':
      return requireScope(caller, 'read');
    case 'known':
      if (caller.isAnonymous && !anonymousSubmissions)
        throw loginRequired('Only users who are logged in may read here (ANONYMOUS_SUBMISSIONS=false).');
      return requireScope(caller, 'read');
    case 'submit':
      if (caller.isAnonymous && !anonymousSubmissions)
        throw loginRequired('Only users who are logged in may submit here (ANONYMOUS_SUBMISSIONS=false).');
      return requireScope(caller, 'submit');
    case 'account':
    case 'password':
      if (caller.isAnonymous) throw loginRequired('Log in at /login.');
      if (caller.kind === 'token')
        throw new DomainError('forbidden', { detail: 'API tokens may not do this; log in at /login.' });
      return;
    case 'admin':
      if (caller.isAnonymous) throw loginRequired('Log in as an admin at /login.');
      if (caller.account.role !== 'admin')
        throw new DomainError('forbidden', { detail: 'Only admins may do this.' });
      return requireScope(caller, 'admin');
    default:
      throw new Error(`unmapped access ${JSON.stringify(access satisfies never)}`);
  }
}

function requireScope(caller: Caller, scope: 'read' | 'submit' | 'admin'): void {
  if (hasScope(caller, scope)) return;
  throw new DomainError('forbidden', { detail: `This API token does not have the scope ${scope}.` });
}

function loginRequired(detail: string): DomainError {
  return new DomainError('login_required', {
    detail,
    headers: { 'www-authenticate': 'Bearer realm="cpast"' },
  });
}
