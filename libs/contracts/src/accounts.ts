/**
 * What a user may do: `user` submits, `setter` (of problems) may ask for higher limits, `admin` sees and
 * manages all.
 */
export const USER_ROLES = ['user', 'setter', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** What an API token may be used for: reading submissions, submitting and cancelling, administration. */
export const TOKEN_SCOPES = ['submit', 'read', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Who is logged in, as `GET /session` tells it. */
export interface SessionView {
  user: { id: string; username: string; role: UserRole } | null;
  mustChangePassword: boolean;
}
