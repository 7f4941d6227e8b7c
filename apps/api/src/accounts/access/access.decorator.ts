import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth } from '@nestjs/swagger';

/**
 * Who may use a route:
 * - `probe`: everybody, as often as they like: load balancers ask all day, so it has to cost next to nothing
 * - `public`: everybody; who it is is not even looked up, but the address is counted
 * - `anyone`: everybody; the handler wants to know who it is
 * - `read`: everybody, but an API token needs the scope `read`
 * - `known`: as `read`, and visitors only where ANONYMOUS_SUBMISSIONS says so
 * - `submit`: users, tokens with the scope `submit`, and visitors where ANONYMOUS_SUBMISSIONS says so
 * - `account`: users with a session (a token must not be able to make more tokens)
 * - `password`: as `account`, and also the default admin who has to choose a password first
 * - `admin`: admins with a session, and their tokens with the scope `admin`
 */
export type Access =
  'probe' | 'public' | 'anyone' | 'read' | 'known' | 'submit' | 'account' | 'password' | 'admin';

export const ACCESS = Symbol('ACCESS');

/**
 * The route is open to everyone. The guard refuses a route that has neither this mark nor `@Requires()` to
 * every caller.
 */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

/** The route is for everybody and counts against no limit. */
export const Probe = () => SetMetadata(ACCESS, 'probe' satisfies Access);

/** The route is for those who have this access; on a controller: all its routes that do not say otherwise. */
export const Requires = (access: Exclude<Access, 'probe' | 'public'>) =>
  applyDecorators(
    SetMetadata(ACCESS, access satisfies Access),
    // The documentation sends along who one is, wherever that matters.
    ...(access === 'anyone' ? [] : [ApiBearerAuth(), ApiCookieAuth()]),
  );
