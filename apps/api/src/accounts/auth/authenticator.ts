import { UserAccount } from '@app/database';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { AuditLog } from '../audit/audit-log.js';
import { CallerSockets, SOCKETS_OF } from '../access/caller-sockets.js';
import { addressKey } from '../../platform/http/addresses.js';
import { DomainError, invalidRequest } from '../../platform/problem/domain-error.js';
import type { SessionLogin } from '../sessions/session-middleware.js';
import { canonicalUsername } from '../users/usernames.js';
import { Users } from '../users/users.js';
import { VisitorClaims } from './visitor-claims.js';
import { LoginLock } from './login-lock.js';
import { verifyPassword } from '../users/passwords.js';

/** Longer names exist nowhere. */
const MAX_GIVEN_CHARACTERS = 256;

const MAX_USER_AGENT_CHARACTERS = 300;

/** Logs users in and out with passport: an instance for each app, as two apps can share a process. */
@Injectable()
export class Authenticator {
  private readonly passport = new passport.Passport();

  constructor(
    private readonly users: Users,
    private readonly lock: LoginLock,
    private readonly audit: AuditLog,
    private readonly sockets: CallerSockets,
    private readonly claims: VisitorClaims,
  ) {
    this.passport.use(
      new Strategy({ session: true, passReqToCallback: true }, (request, username, password, done) => {
        this.verify(request, username, password).then((user) => done(null, user), done);
      }),
    );
    this.passport.serializeUser((user, done) => {
      const { id, credentialsVersion } = user as UserAccount;
      done(null, { id, version: credentialsVersion } satisfies SessionLogin);
    });
  }

  /**
   * Checks name and password of the request's body and opens a new session.
   * @throws DomainError('invalid_request' | 'wrong_credentials' | 'too_many_logins')
   */
  async logIn(request: Request): Promise<UserAccount> {
    checkTypes(request.body);
    if (!request.session) throw sessionsUnavailable();
    const user = await new Promise<UserAccount | false>((resolve, reject) => {
      const done = (error: unknown, found: UserAccount | false) =>
        error ? reject(asError(error)) : resolve(found);
      const authenticate = this.passport.authenticate('local', done) as (...args: unknown[]) => void;
      authenticate(request, request.res, reject);
    });
    if (!user)
      throw new DomainError('wrong_credentials', {
        detail: 'There is no account with this name and password.',
      });
    await this.open(request, user);
    await this.users.loggedIn(user.id);
    await this.note(request, 'login.succeeded', user.username, user.id);
    return user;
  }

  /** Opens a session with a new id: an id that an attacker planted in the browser before is worth nothing. */
  async open(request: Request, user: UserAccount): Promise<void> {
    this.attach(request);
    const before = request.sessionID;
    await new Promise<void>((resolve, reject) => {
      request.logIn(user, (error?: unknown) => (error ? reject(sessionsUnavailable()) : resolve()));
    });
    // Kept with the session when the answer is sent.
    request.session!.opened = {
      at: new Date().toISOString(),
      userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
      address: request.ip ?? null,
    };
    this.sockets.close(SOCKETS_OF.session(before));
    await this.claims.claim(request, user.id);
  }

  /** Gives the request passport's `logIn`, of this app's instance. */
  private attach(request: Request): void {
    const initialize = this.passport.initialize() as (
      request: Request,
      response: unknown,
      next: () => void,
    ) => void;
    initialize(request, request.res, () => {});
  }

  /** Ends the session of the request; its id is worth nothing afterwards. */
  async logOut(request: Request): Promise<void> {
    if (!request.session) return;
    const { sessionID } = request;
    await new Promise<void>((resolve, reject) => {
      request.session.destroy((error?: unknown) => (error ? reject(sessionsUnavailable()) : resolve()));
    });
    this.sockets.close(SOCKETS_OF.session(sessionID));
  }

  private async verify(request: Request, given: string, password: string): Promise<UserAccount | false> {
    const username = canonicalUsername(given.trim());
    const address = addressKey(request.ip);
    await this.lock.begin(username, address).catch(async (error: unknown) => {
      await this.audit.recordRarely(address, {
        action: 'login.locked',
        subject: username,
        ...(request.ip !== undefined && { address: request.ip }),
      });
      throw error;
    });
    const user = await this.users.findByName(username);
    // The same work whether or not the account exists, has a password, or is disabled.
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    if (!user || !matches || user.disabledAt !== null) {
      await this.note(request, 'login.failed', username);
      return false;
    }
    await this.lock.succeeded(username, address);
    return user;
  }

  private note(
    request: Request,
    action: 'login.succeeded' | 'login.failed',
    subject: string,
    actorId?: string,
  ): Promise<void> {
    return this.audit.record({
      action,
      subject,
      ...(actorId !== undefined && { actorId }),
      ...(request.ip !== undefined && { address: request.ip }),
    });
  }
}

/** Anything but text never reaches a query or a hash. */
function checkTypes(body: unknown): void {
  const fields = (body ?? {}) as Record<string, unknown>;
  const errors = ['username', 'password'].flatMap((field) => {
    const value = fields[field];
    if (typeof value !== 'string' || value === '')
      return [{ field, message: 'has to be a text that is not empty' }];
    if (value.includes('\0')) return [{ field, message: 'must not hold a NUL character' }];
    return value.length > MAX_GIVEN_CHARACTERS ? [{ field, message: 'is too long' }] : [];
  });
  if (errors.length > 0) throw invalidRequest(errors);
}

function sessionsUnavailable(): DomainError {
  return new DomainError('unavailable', {
    detail: 'Sessions cannot be kept at the moment; try again soon.',
    headers: { 'retry-after': '5' },
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
