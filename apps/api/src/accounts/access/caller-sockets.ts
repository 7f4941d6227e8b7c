import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import type { Caller } from './caller.js';

/** Rooms of sockets that lose what they may see at the same time. */
export const SOCKETS_OF = {
  session: (sessionId: string) => `session:${sessionId}`,
  sessionsOfUser: (userId: string) => `sessions-of:${userId}`,
  token: (tokenId: string) => `token:${tokenId}`,
  user: (userId: string) => `account:${userId}`,
} as const;

/**
 * The rooms that the socket of a caller is in from the start. The first one is of those who share a limit.
 */
export function roomsOf(caller: Caller, sessionId: string | undefined): [string, ...string[]] {
  const shared = `usage:${caller.usageKey}`;
  if (caller.isAnonymous) return [shared];
  const ofUser = SOCKETS_OF.user(caller.account.id);
  if (caller.kind === 'token') return [shared, ofUser, SOCKETS_OF.token(caller.tokenId)];
  const ofSessions = SOCKETS_OF.sessionsOfUser(caller.account.id);
  return [shared, ofUser, ofSessions, ...(sessionId ? [SOCKETS_OF.session(sessionId)] : [])];
}

/** Closes the sockets of those who are logged out, at every replica and at once. */
@Injectable()
export class CallerSockets {
  private server: Server | null = null;

  /** Called once there is one; before that there are no sockets. */
  serve(server: Server): void {
    this.server = server;
  }

  /** @param room one of `SOCKETS_OF` */
  close(room: string): void {
    // Here without the detour over Redis, which may be away.
    this.server?.local.in(room).disconnectSockets(true);
    this.server?.in(room).disconnectSockets(true);
  }
}
