import type { Config } from '@app/config';
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { BoundedRedis } from '@app/redis';
import {
  cookieName,
  type CookieRequest,
  isCookieSecure,
  readCookie,
  SECURE_PREFIX,
  SESSION_COOKIE,
} from './cookies.js';
import type { Secrets } from './secrets.js';
import { TwofoldStore } from './twofold-store.js';

/** From login on, whatever happens in between. */
const LIFETIME_MS = 7 * 24 * 3_600_000;
const PRUNE_EVERY_S = 900;

/** What a session holds: who logged in, and the version of the credentials it was with. */
export interface SessionLogin {
  id: string;
  version: number;
}
declare module 'express-session' {
  interface SessionData {
    passport?: { user?: SessionLogin };
    /** Where and when the user logged in, shown in the list of sessions. */
    opened?: { at: string; userAgent: string | null; address: string | null };
  }
}
export interface WithSession {
  session?: session.Session & Partial<session.SessionData>;
  /** There is a session's cookie, but the store that knows it does not answer. */
  sessionUnavailable?: boolean;
}

export interface Sessions {
  /** Gives `request.session` to requests that have a session's cookie. */
  readonly existing: RequestHandler;
  /** Gives every request a session; it is stored only when the user logs in. */
  readonly always: RequestHandler;
  close(): void;
}

/** Sessions in the database, and in front of it Redis where there is one. */
export function openSessions(
  config: Pick<Config, 'production' | 'redisPrefix'>,
  secrets: Secrets,
  dataSource: DataSource,
  redis: BoundedRedis | null,
): Sessions {
  const { store: database, close } = databaseStore(dataSource);
  const store = redis ? new TwofoldStore(database, redis, config.redisPrefix) : database;
  const isSecure = (request: CookieRequest) => isCookieSecure(request, config.production);
  const withName = (name: string) =>
    session({
      name,
      secret: secrets.sessions,
      store,
      resave: false,
      saveUninitialized: false,
      // By the request, not by the name: the last one made here makes the new sessions of the store.
      cookie: (request) => ({
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(request),
        maxAge: LIFETIME_MS,
        path: '/',
      }),
    });
  const [secured, plain] = [withName(SECURE_PREFIX + SESSION_COOKIE), withName(SESSION_COOKIE)];
  const always: RequestHandler = (request, response, next) => {
    const middleware = isSecure(request) ? secured : plain;
    void middleware(request, response, (error?: unknown) => {
      if (error) (request as WithSession).sessionUnavailable = true;
      next();
    });
  };
  return {
    always,
    existing: (request, response, next) => {
      const name = cookieName(SESSION_COOKIE, request, config.production);
      if (readCookie(request.headers, name) === null) return next();
      return always(request, response, next);
    },
    close,
  };
}

function databaseStore(dataSource: DataSource) {
  const PgStore = connectPgSimple(session);
  const store = new PgStore({
    pool: (dataSource.driver as unknown as { master: Pool }).master,
    tableName: 'session',
    disableTouch: true,
    createTableIfMissing: false,
    pruneSessionInterval: PRUNE_EVERY_S,
    // The caller gets the error; logging it here as well would repeat it.
    errorLog: () => {},
  });
  return { store, close: () => void store.close() };
}
