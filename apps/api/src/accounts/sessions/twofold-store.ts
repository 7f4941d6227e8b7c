import { RedisStore } from 'connect-redis';
import { type SessionData, Store } from 'express-session';
import type { BoundedRedis } from '@app/redis';

/** How long Redis may vouch for a session: a logout that does not reach Redis goes unnoticed for so long. */
const VOUCH_S = 60;

type Callback = (error?: unknown) => void;
type Found = (error: unknown, session?: SessionData | null) => void;
/**
 * What Redis holds in the place of a session that is over, so that no reader puts back what it has just read.
 */
type Kept = SessionData & { isOver?: true };

/**
 * Sessions in the database, with Redis in front of it: the database is asked when Redis does not know, or
 * does not answer. So users stay logged in when Redis loses its data, and can work and log in while it is
 * away.
 */
export class TwofoldStore extends Store {
  private readonly quick: RedisStore;
  private readonly quickIfAbsent: RedisStore;

  constructor(
    private readonly database: Store,
    redis: BoundedRedis,
    prefix: string,
  ) {
    super();
    const options = { prefix: `${prefix}:session:`, disableTouch: true, ttl: secondsToVouch };
    this.quick = new RedisStore({ ...options, client: redis });
    const ifAbsent: BoundedRedis = {
      ...redis,
      set: (key, value, more) => redis.set(key, value, { ...more, condition: 'NX' }),
    };
    this.quickIfAbsent = new RedisStore({ ...options, client: ifAbsent });
  }

  override get(id: string, done: Found): void {
    void this.quick.get(id, (_error: unknown, kept?: Kept | null) => {
      if (kept) return done(null, kept.isOver ? null : kept);
      this.database.get(id, (error, found) => {
        if (error || !found) return done(error, null);
        void this.quickIfAbsent.set(id, found, () => done(null, found));
      });
    });
  }

  override set(id: string, session: SessionData, done: Callback = () => {}): void {
    this.database.set(id, session, (error?: unknown) => {
      if (error) return done(error);
      void this.quick.set(id, session, () => done());
    });
  }

  override destroy(id: string, done: Callback = () => {}): void {
    this.database.destroy(id, (error?: unknown) => {
      if (error) return done(error);
      void this.quick.set(id, { isOver: true } as unknown as SessionData, () => done());
    });
  }
}

function secondsToVouch(session: SessionData): number {
  const { expires } = session.cookie ?? {};
  if (!expires) return VOUCH_S;
  return Math.min(VOUCH_S, Math.ceil((new Date(expires).getTime() - Date.now()) / 1000));
}
