import type { DataSource } from 'typeorm';
import { post } from '../../support/api.js';

export const ADMIN_PASSWORD = 'everythinghastostartsomewhere';

/** The cookies of an answer, as a browser would send them back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');
}

/** Logs in with JSON. @returns the session's cookie @throws when that is refused */
export async function logIn(base: string, username: string, password: string): Promise<string> {
  const response = await post(`${base}/login`, { username, password });
  // To its end: the last of it is sent when the session has been stored.
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return cookiesOf(response);
}

export const logInAsAdmin = (base: string) => logIn(base, 'admin', ADMIN_PASSWORD);

export interface TestUser {
  id: string;
  username: string;
  password: string;
  cookie: string;
}

/** A user whom the admin made and who has chosen a password with the link. */
export async function makeUser(
  base: string,
  adminCookie: string,
  username: string,
  role: 'user' | 'setter' | 'admin' = 'user',
): Promise<TestUser> {
  const created = await post(`${base}/api/v1/admin/users`, { username, role }, { cookie: adminCookie });
  if (created.status !== 201) throw new Error(`${created.status}: ${await created.text()}`);
  const { user, resetLink } = (await created.json()) as { user: { id: string }; resetLink: { url: string } };
  const password = `password of ${username}`;
  const secret = resetLink.url.split('/').at(-1)!;
  const reset = await post(`${base}/password_reset`, { secret, new_password: password });
  if (reset.status !== 200) throw new Error(`${reset.status}: ${await reset.text()}`);
  return { id: user.id, username, password, cookie: await logIn(base, username, password) };
}

export interface MadeToken {
  id: string;
  token: string;
}

export async function makeToken(base: string, cookie: string, scopes: string[]): Promise<MadeToken> {
  const response = await post(`${base}/api/v1/tokens`, { name: 'test', scopes }, { cookie });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as MadeToken;
}

export const bearer = ({ token }: MadeToken) => ({ authorization: `Bearer ${token}` });

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
