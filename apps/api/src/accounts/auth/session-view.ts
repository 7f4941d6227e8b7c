import type { SessionView, UserRole } from '@app/contracts';
import type { Caller } from '../access/caller.js';

/** Who is logged in, as the pages and `GET /session` tell it. */
export function sessionView(caller: Caller): SessionView {
  if (caller.isAnonymous) return { user: null, mustChangePassword: false };
  return { user: accountView(caller.account), mustChangePassword: caller.account.mustChangePassword };
}

/** An account as its own user sees it. */
export function accountView({ id, username, role }: { id: string; username: string; role: UserRole }) {
  return { id, username, role };
}
