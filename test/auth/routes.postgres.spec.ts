import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api/support/app.js';
import { submit } from '../support/api.js';
import { bearer, expireSession, logInAsAdmin, makeToken, makeUser, type TestUser } from './support/client.js';

const CALLERS = [
  'anonymous',
  'user',
  'otherUser',
  'setter',
  'admin',
  'revokedToken',
  'expiredSession',
] as const;
type CallerName = (typeof CALLERS)[number];
type Statuses = readonly [number, number, number, number, number, number, number];

interface Row {
  /** In the order of CALLERS. What `user` made is somebody else's for all others. */
  statuses: Statuses;
  /** The address, when the route's pattern is none. */
  path?: (context: Context) => Promise<string> | string;
  body?: object;
}
interface Context {
  api: TestApi;
  user: TestUser;
  shareId: string;
}

const all = (status: number): Statuses => [status, status, status, status, status, status, status];
/** Everybody, but a token that is none is refused rather than overlooked. */
const anyone = (status: number): Statuses => [status, status, status, status, status, 401, status];
const users = (status: number): Statuses => [401, status, status, status, status, 401, 401];
const admins = (status: number): Statuses => [401, 403, 403, 403, status, 401, 401];
const ownerAndAdmin = (status: number): Statuses => [404, status, 404, 404, status, 401, 404];

const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';
const RUN = { kind: 'run' as const, program: { language: 'python', source: 'print(3)' } };
const SHARE = { code: 'print(1)', language: 'python', clex: 'N' };

/** A submission of `user` that stays running. */
async function heldSubmission({ api, user }: Context): Promise<string> {
  api.script = () => 'hold';
  const { id } = await submit(api.url, RUN, { cookie: user.cookie });
  return id;
}

/** Every route. One that is added needs a row here: who may use it is decided, not an accident. */
const TABLE: Readonly<Record<string, Row>> = {
  'GET /health_check': { statuses: all(200) },
  'GET /api/v1/languages': { statuses: all(200) },
  'GET /api/v1/docs/openapi.json': { statuses: all(200) },
  'GET /api/v1/docs/swagger-ui': { statuses: all(200) },
  'GET /api/v1/docs/swagger-ui/': { statuses: all(200) },
  'GET /api/v1/docs/swagger-ui/swagger-ui-init.js': { statuses: all(200) },
  'GET /api/v1/docs/swagger-ui/index.html': { statuses: all(200) },
  'GET /api/v1/docs/swagger-ui/swagger-ui/swagger-ui-init.js': { statuses: all(200) },
  // Swagger UI registers it only to refuse it.
  'GET /api/v1/docs/swagger-ui/LICENSE': { statuses: all(405) },

  'GET /api/v1/config': { statuses: anyone(200) },
  'GET /api/v1/session': { statuses: anyone(200) },
  'GET /api/v1/workers': { statuses: anyone(200) },
  'POST /api/v1/clex/generate': { statuses: anyone(200), body: { clex: 'N' } },

  'GET /login': { statuses: anyone(200) },
  'POST /login': { statuses: anyone(400), body: {} },
  'GET /register': { statuses: anyone(403) },
  'POST /register': { statuses: anyone(403), body: {} },
  'GET /password_reset/:secret': { statuses: anyone(404), path: () => '/password_reset/x' },
  'POST /password_reset': { statuses: anyone(404), body: {} },
  'GET /admin/password': { statuses: users(200) },
  'POST /admin/password': { statuses: users(400), body: {} },

  'GET /api/v1/tokens': { statuses: users(200) },
  'POST /api/v1/tokens': { statuses: users(400), body: {} },
  'DELETE /api/v1/tokens/:id': { statuses: users(404), path: () => `/api/v1/tokens/${UNKNOWN}` },
  'GET /api/v1/webhooks/secret': { statuses: users(200) },

  'POST /api/v1/submissions': { statuses: anyone(202), body: RUN },
  'GET /api/v1/submissions': { statuses: anyone(200) },
  'GET /api/v1/submissions/:id': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}`,
  },
  'DELETE /api/v1/submissions/:id': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}`,
  },
  'GET /api/v1/submissions/:id/deliveries': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}/deliveries`,
  },

  'POST /api/v1/share': { statuses: anyone(200), body: SHARE },
  'GET /api/v1/share/:share_id': {
    statuses: anyone(200),
    path: ({ shareId }) => `/api/v1/share/${shareId}`,
  },
  'POST /api/v1/evaluate/with_code_and_clex': { statuses: anyone(400), body: {} },
  'POST /api/v1/evaluate/with_shared_id': { statuses: anyone(400), body: {} },

  'GET /admin/dashboard': { statuses: admins(200) },
  'GET /api/v1/admin/dashboard': { statuses: admins(200) },
  'GET /api/v1/admin/audit': { statuses: admins(200) },
  'GET /api/v1/admin/users': { statuses: admins(200) },
  'POST /api/v1/admin/users': { statuses: admins(400), body: {} },
  'PATCH /api/v1/admin/users/:id': {
    statuses: admins(404),
    path: () => `/api/v1/admin/users/${UNKNOWN}`,
    body: { disabled: true },
  },
  'POST /api/v1/admin/users/:id/reset_link': {
    statuses: admins(404),
    path: () => `/api/v1/admin/users/${UNKNOWN}/reset_link`,
  },
  'GET /api/v1/doctor': { statuses: admins(200) },
  'GET /api/v1/admin/dead-letters': { statuses: admins(200) },
  'POST /api/v1/admin/dead-letters/:id/retry': {
    statuses: admins(404),
    path: () => `/api/v1/admin/dead-letters/${UNKNOWN}/retry`,
  },
  'DELETE /api/v1/admin/dead-letters/orphans': { statuses: admins(200) },
  'DELETE /api/v1/admin/dead-letters/:id': {
    statuses: admins(404),
    path: () => `/api/v1/admin/dead-letters/${UNKNOWN}`,
  },

  // Last: these end the sessions.
  'POST /logout': { statuses: anyone(200) },
  'POST /admin/logout': { statuses: anyone(200) },
};

interface RouterLayer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
}

function routesOf(api: TestApi): string[] {
  const { router } = api.app.getHttpAdapter().getInstance() as { router: { stack: RouterLayer[] } };
  return router.stack.flatMap(({ route }) =>
    route
      ? [route.path]
          .flat()
          .flatMap((path) => Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path}`))
      : [],
  );
}

describe('who may use which route', () => {
  let api: TestApi;
  let context: Context;
  let headers: Record<CallerName, Record<string, string>>;
  beforeAll(async () => {
    api = await startTestApi();
    const admin = await logInAsAdmin(api.url);
    const user = await makeUser(api.url, admin, 'user');
    const revoked = await makeToken(api.url, user.cookie, ['read', 'submit']);
    await fetch(`${api.url}/api/v1/tokens/${revoked.id}`, {
      method: 'DELETE',
      headers: { cookie: user.cookie },
    });
    const expired = (await makeUser(api.url, admin, 'expired')).cookie;
    await expireSession(api.database.dataSource, expired);
    headers = {
      anonymous: {},
      user: { cookie: user.cookie },
      otherUser: { cookie: (await makeUser(api.url, admin, 'other')).cookie },
      setter: { cookie: (await makeUser(api.url, admin, 'setter', 'setter')).cookie },
      admin: { cookie: admin },
      revokedToken: bearer(revoked),
      expiredSession: { cookie: expired },
    };
    const shared = await fetch(`${api.url}/api/v1/share`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(SHARE),
    });
    context = { api, user, shareId: ((await shared.json()) as { share_id: string }).share_id };
  });
  afterAll(() => api.close());

  it('is written down here for every route there is', () => {
    expect([...new Set(routesOf(api))].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it.each(Object.entries(TABLE))('%s', async (name, { statuses, path, body }) => {
    const [method, pattern] = name.split(' ') as [string, string];
    for (const [index, caller] of CALLERS.entries()) {
      const address = path ? await path(context) : pattern;
      const response = await fetch(api.url + address, {
        method,
        redirect: 'manual',
        headers: { ...headers[caller], ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect({ caller, status: response.status, text: text.slice(0, 300) }).toMatchObject({
        caller,
        status: statuses[index],
      });
    }
  });
});
