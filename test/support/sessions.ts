import type { DataSource } from 'typeorm';

export interface TestUser {
  id: string;
  username: string;
  password: string;
  cookie: string;
}

export interface MadeToken {
  id: string;
  token: string;
}

export const bearer = ({ token }: Pick<MadeToken, 'token'>) => ({ authorization: `Bearer ${token}` });

/** The cookies of an answer, as a browser would send them back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');
}

/** What the stores call the session of a cookie. */
export function sessionIdOf(cookie: string): string {
  return /cpast_session=s%3A([^.]+)\./.exec(cookie)![1]!;
}

/** Lets the session of a cookie run out. */
export async function expireSession(database: DataSource, cookie: string): Promise<void> {
  await database.query(`UPDATE "session" SET "expire" = now() - interval '1 second' WHERE "sid" = $1`, [
    sessionIdOf(cookie),
  ]);
}
