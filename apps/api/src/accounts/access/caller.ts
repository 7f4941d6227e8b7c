import type { TokenScope, UserRole } from '@app/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** The account behind a request; never with its password hash. */
export interface CallerAccount {
  readonly id: string;
  readonly username: string;
  readonly role: UserRole;
  /**
   * The password is the one everybody knows and this is production: nothing but choosing another is allowed.
   */
  readonly mustChangePassword: boolean;
}

interface Owner {
  /** Whose submissions these are. */
  readonly ownerId: string;
  /** Whose share of the workers they take: a user's, or an address's, which no deleted cookie changes. */
  readonly usageKey: string;
  /** Where the request comes from: all users there have a limit together. */
  readonly addressKey: string;
}
interface NotLoggedIn extends Owner {
  readonly isAnonymous: true;
}
interface LoggedIn extends Owner {
  readonly isAnonymous: false;
  readonly account: CallerAccount;
}

/**
 * Who makes a request. Programs without cookies are `anonymous`, those of one address together; a browser
 * that submitted something is a `visitor` with a cookie of its own; a user comes with a session or with an
 * API token.
 */
export type Caller =
  | (NotLoggedIn & { readonly kind: 'anonymous' })
  | (NotLoggedIn & { readonly kind: 'visitor' })
  | (LoggedIn & { readonly kind: 'session' })
  | (LoggedIn & { readonly kind: 'token'; readonly tokenId: string; readonly scopes: readonly TokenScope[] });

/** What is submitted without a login and without cookies belongs to these owners. */
const ANONYMOUS_OWNER = 'anonymous';

const UNKNOWN: Caller = Object.freeze({
  kind: 'anonymous',
  ownerId: ANONYMOUS_OWNER,
  usageKey: 'address:unknown',
  addressKey: 'address:unknown',
  isAnonymous: true,
});

/** The owner of what a user makes, with whichever session or token. */
export function userOwnerId(userId: string): string {
  return `user:${userId}`;
}

/** The owner of what a browser without a login makes. */
export function visitorOwnerId(visitorId: string): string {
  return `visitor:${visitorId}`;
}

/**
 * The owner of what programs at an address make: they list, cancel and repeat their own, not those of others.
 */
export function anonymousOwnerId(address: string): string {
  return `${ANONYMOUS_OWNER}:${address}`;
}

function isAnonymousOwner(ownerId: string): boolean {
  return ownerId === ANONYMOUS_OWNER || ownerId.startsWith(`${ANONYMOUS_OWNER}:`);
}

export type WithCaller = { caller?: Caller };

/** The caller that the guard found for a request; UNKNOWN on a route without a guard. */
function callerOf(request: WithCaller): Caller {
  return request.caller ?? UNKNOWN;
}

/**
 * Whether the caller may use `scope`. Visitors and sessions are not limited by scopes, except that `admin` is
 * a role.
 */
export function hasScope(caller: Caller, scope: TokenScope): boolean {
  if (scope === 'admin' && (caller.isAnonymous || caller.account.role !== 'admin')) return false;
  return caller.kind !== 'token' || caller.scopes.includes(scope);
}

/** Admins see and cancel everybody's submissions. */
export function seesEverything(caller: Caller): boolean {
  return hasScope(caller, 'admin');
}

/**
 * Whether the caller may read what `ownerId` submitted. All who have the id may read what anonymous programs
 * submit.
 */
export function mayRead(caller: Caller, row: { ownerId: string; isPublic: boolean }): boolean {
  if (row.ownerId === caller.ownerId || row.isPublic || isAnonymousOwner(row.ownerId)) return true;
  return seesEverything(caller);
}

/** The role whose limits apply. */
export function roleOf(caller: Caller): UserRole | 'visitor' {
  return caller.isAnonymous ? 'visitor' : caller.account.role;
}

/** The caller of the request as a parameter of a handler. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return callerOf(context.switchToHttp().getRequest<Request & WithCaller>());
});
