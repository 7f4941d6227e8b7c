import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { METHODS } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { bearer, expireSession, type TestUser } from '../support/sessions.js';

const CALLERS = [
  'anonymous',
  'user',
  'otherUser',
  'setter',
  'admin',
  'revokedToken',
  'expiredSession',
  // Where ANONYMOUS_SUBMISSIONS is off.
  'anonymousInProduction',
] as const;
type CallerName = (typeof CALLERS)[number];
type Statuses = Readonly<Record<CallerName, number>>;

interface Row {
  /** What `user` made belongs to another caller for all others. */
  statuses: Statuses;
  /** The address, when the route's pattern is none. */
  path?: (context: Context) => Promise<string> | string;
  body?: object;
}
interface Context {
  api: TestApi;
  user: TestUser;
  /** How `user` is known without a cookie. */
  tokenOfUser: Record<string, string>;
  shareId: string;
}

const all = (status: number): Statuses => ({
  anonymous: status,
  user: status,
  otherUser: status,
  setter: status,
  admin: status,
  revokedToken: status,
  expiredSession: status,
  anonymousInProduction: status,
});
/** Everybody, but a token that is none is refused rather than overlooked. */
const anyone = (status: number): Statuses => ({ ...all(status), revokedToken: 401 });
/** As `anyone`; in production one has to log in. */
const submitters = (status: number): Statuses => ({ ...anyone(status), anonymousInProduction: 401 });
const nobody = { anonymous: 401, revokedToken: 401, expiredSession: 401, anonymousInProduction: 401 };
const users = (status: number): Statuses => ({ ...all(status), ...nobody });
const admins = (status: number): Statuses => ({ ...all(403), ...nobody, admin: status });
const ownerAndAdmin = (status: number): Statuses => ({
  ...all(404),
  user: status,
  admin: status,
  revokedToken: 401,
});

/** Below a facade callers have tokens; cookies do not count, so a caller without a token is anonymous. */
const facade = (status: number): Statuses => anyone(status);
/** As `facade`; in production one needs a token. */
const facadeSubmitters = (status: number): Statuses => ({
  ...facade(status),
  anonymousInProduction: 401,
});
/** Jobe knows no 401: a caller without a valid key gets 403. */
const jobe = (status: number): Statuses => ({ ...facade(status), revokedToken: 403 });
const jobeSubmitters = (status: number): Statuses => ({ ...jobe(status), anonymousInProduction: 403 });

const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';
const RUN = { kind: 'run' as const, program: { language: 'python', source: 'print(3)' } };
const SHARE = { code: 'print(1)', language: 'python', clex: 'N' };

/** A submission of `user` that stays running. */
async function heldSubmission({ api, user }: Context): Promise<string> {
  api.script = () => 'hold';
  const { id } = await api.submit(RUN, { cookie: user.cookie });
  return id;
}

/** A submission of `user` that came as one of Judge0's and stays running. */
async function judge0Submission({ api, tokenOfUser }: Context): Promise<string> {
  api.script = () => 'hold';
  const body = { language_id: 71, source_code: 'print(3)' };
  const answer = await api.post('/judge0/submissions', body, tokenOfUser);
  return ((await answer.json()) as { token: string }).token;
}

const SUITE = { name: 'one', tests: [{ name: 'one', input: '1', expectedOutput: '1' }] };

/** A private suite of `user`. */
async function suiteOf({ api, user }: Context): Promise<string> {
  const answer = await api.post('/api/v1/suites', SUITE, { cookie: user.cookie });
  return ((await answer.json()) as { id: string }).id;
}

/** Something that `user` shared. */
async function shareOf(api: TestApi, { cookie }: TestUser): Promise<string> {
  const shared = await api.post('/api/v1/share', SHARE, { cookie });
  return ((await shared.json()) as { share_id: string }).share_id;
}

/** Files, and the handshake of sockets: who it is, is asked when they connect. */
const OUTSIDE_THE_ROUTER: Readonly<Record<string, Row>> = {
  'GET /': { statuses: all(200) },
  'GET /assets/:file': { statuses: all(200), path: () => '/assets/main-abc123.js' },
  'GET /socket.io/': { statuses: all(200), path: () => '/socket.io/?EIO=4&transport=polling' },
};

const OF_FACADES: Readonly<Record<string, Row>> = {
  'GET /judge0': { statuses: all(200) },
  'GET /judge0/about': { statuses: facadeSubmitters(200) },
  'GET /judge0/config_info': { statuses: facadeSubmitters(200) },
  'GET /judge0/isolate': { statuses: facadeSubmitters(200) },
  'GET /judge0/languages': { statuses: facadeSubmitters(200) },
  'GET /judge0/languages/:id': { statuses: facadeSubmitters(200), path: () => '/judge0/languages/71' },
  'GET /judge0/languages/all': { statuses: facadeSubmitters(200) },
  'GET /judge0/license': { statuses: facadeSubmitters(200) },
  'GET /judge0/statistics': { statuses: facadeSubmitters(200) },
  'GET /judge0/statuses': { statuses: facadeSubmitters(200) },
  'GET /judge0/system_info': { statuses: facadeSubmitters(200) },
  'GET /judge0/version': { statuses: facadeSubmitters(200) },
  'GET /judge0/workers': { statuses: facadeSubmitters(200) },
  'POST /judge0/authenticate': { statuses: facadeSubmitters(200) },
  'POST /judge0/authorize': { statuses: { ...facadeSubmitters(403), admin: 200 } },
  'POST /judge0/submissions': {
    statuses: facadeSubmitters(201),
    body: { language_id: 71, source_code: 'print(3)' },
  },
  'POST /judge0/submissions/batch': {
    statuses: facadeSubmitters(201),
    body: { submissions: [{ language_id: 71, source_code: 'print(3)' }] },
  },
  'GET /judge0/submissions': { statuses: { ...facadeSubmitters(403), admin: 200 } },
  'GET /judge0/submissions/batch': {
    statuses: facadeSubmitters(200),
    path: () => `/judge0/submissions/batch?tokens=${UNKNOWN}`,
  },
  'GET /judge0/submissions/:token': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/judge0/submissions/${await judge0Submission(context)}`,
  },
  // Switched off; only callers who could use it learn that.
  'DELETE /judge0/submissions/:token': {
    statuses: { ...facadeSubmitters(403), admin: 400 },
    path: async (context) => `/judge0/submissions/${await judge0Submission(context)}`,
  },
  'ALL /judge0/submissions/*path': { statuses: facadeSubmitters(404), path: () => '/judge0/submissions/a/b' },
  'ALL /judge0/*path': { statuses: facadeSubmitters(404), path: () => '/judge0/none' },

  'GET /piston/api/v1/piston/versions': { statuses: facade(200) },
  'GET /piston/api/v2/packages': { statuses: facade(200) },
  'GET /piston/api/v2/piston/runtimes': { statuses: facade(200) },
  'GET /piston/api/v2/runtimes': { statuses: facade(200) },
  'POST /piston/api/v1/piston/execute': { statuses: facadeSubmitters(400), body: {} },
  'POST /piston/api/v2/execute': { statuses: facadeSubmitters(400), body: {} },
  'POST /piston/api/v2/piston/execute': { statuses: facadeSubmitters(400), body: {} },
  'POST /piston/api/v2/packages': { statuses: facadeSubmitters(400), body: {} },
  'DELETE /piston/api/v2/packages': { statuses: facadeSubmitters(400), body: {} },
  'ALL /piston/*path': { statuses: facade(404), path: () => '/piston/api/none', body: {} },
  'GET /piston': { statuses: all(200) },
  'GET /piston/versions': { statuses: facade(200) },
  'POST /piston/execute': { statuses: facadeSubmitters(400), body: {} },

  'GET /jobe/index.php/restapi/languages': { statuses: jobe(200) },
  'POST /jobe/index.php/restapi/runs': { statuses: jobeSubmitters(400), body: {} },
  'PUT /jobe/index.php/restapi/files/:id': {
    statuses: jobeSubmitters(204),
    path: () => '/jobe/index.php/restapi/files/0123456789abcdef',
    body: { file_contents: 'MQ==' },
  },
  'HEAD /jobe/index.php/restapi/files/:id': {
    statuses: jobe(404),
    path: () => '/jobe/index.php/restapi/files/none',
  },
  'ALL /jobe/index.php/restapi/*path': {
    statuses: jobe(404),
    path: () => '/jobe/index.php/restapi/none',
  },
};

/** Every route. A new one needs a row here, so that who may use it is decided, not an accident. */
const TABLE: Readonly<Record<string, Row>> = {
  ...OUTSIDE_THE_ROUTER,
  ...OF_FACADES,
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
  'POST /password_reset': { statuses: anyone(400), body: {} },
  'GET /admin/password': { statuses: users(200) },
  'POST /admin/password': { statuses: users(400), body: {} },

  'GET /api/v1/tokens': { statuses: users(200) },
  'POST /api/v1/tokens': { statuses: users(400), body: {} },
  'DELETE /api/v1/tokens/:id': { statuses: users(404), path: () => `/api/v1/tokens/${UNKNOWN}` },
  'GET /api/v1/webhooks/secret': { statuses: users(200) },
  'GET /api/v1/account/sessions': { statuses: users(200) },
  // Of another user's session the answer says nothing, not even that there is one.
  'DELETE /api/v1/account/sessions/:id': {
    statuses: users(204),
    path: () => '/api/v1/account/sessions/5d41402abc4b2a76b9719d911017c592',
  },

  'POST /api/v1/submissions': { statuses: submitters(202), body: RUN },
  'GET /api/v1/submissions': { statuses: anyone(200) },
  'GET /api/v1/submissions/:id': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}`,
  },
  'GET /api/v1/submissions/:id/blobs/*name': {
    statuses: ownerAndAdmin(404),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}/blobs/stdout`,
  },
  'PATCH /api/v1/submissions/:id': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}`,
    body: {},
  },
  'DELETE /api/v1/submissions/:id': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}`,
  },
  // It is no stress submission; only callers who may read it learn that.
  'POST /api/v1/submissions/:id/recheck': {
    statuses: { ...ownerAndAdmin(400), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}/recheck`,
    body: { candidate: RUN.program },
  },
  'GET /api/v1/submissions/:id/deliveries': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/submissions/${await heldSubmission(context)}/deliveries`,
  },

  'POST /api/v1/share': { statuses: submitters(200), body: SHARE },
  'POST /api/v1/suites': { statuses: submitters(201), body: SUITE },
  'GET /api/v1/suites': { statuses: anyone(200) },
  'GET /api/v1/suites/:id': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}`,
  },
  'GET /api/v1/suites/:id/tests/*name': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}/tests/one`,
  },
  'PUT /api/v1/suites/:id': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}`,
    body: SUITE,
  },
  'PATCH /api/v1/suites/:id': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}`,
    body: { public: false },
  },
  'POST /api/v1/suites/:id/tests': {
    statuses: { ...ownerAndAdmin(201), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}/tests`,
    body: { name: 'two', input: '2' },
  },
  'POST /api/v1/suites/:id/verify': {
    statuses: { ...ownerAndAdmin(200), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}/verify`,
  },
  'GET /api/v1/suites/:id/verify': {
    statuses: ownerAndAdmin(200),
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}/verify`,
  },
  'DELETE /api/v1/suites/:id': {
    statuses: { ...ownerAndAdmin(204), anonymousInProduction: 401 },
    path: async (context) => `/api/v1/suites/${await suiteOf(context)}`,
  },
  'GET /api/v1/share/:share_id': {
    statuses: anyone(200),
    path: ({ shareId }) => `/api/v1/share/${shareId}`,
  },
  'DELETE /api/v1/share/:share_id': {
    statuses: { ...submitters(403), user: 204, admin: 204 },
    path: async ({ api, user }) => `/api/v1/share/${await shareOf(api, user)}`,
  },
  'POST /api/v1/evaluate/with_code_and_clex': { statuses: submitters(400), body: {} },
  'POST /api/v1/evaluate/with_shared_id': { statuses: submitters(400), body: {} },

  'GET /admin/dashboard': { statuses: admins(200) },
  'GET /api/v1/admin/dashboard': { statuses: admins(200) },
  'GET /api/v1/admin/audit': { statuses: admins(200) },
  'GET /api/v1/admin/metrics': { statuses: admins(200) },
  'GET /metrics': { statuses: admins(200) },
  'GET /api/v1/admin/submissions': { statuses: admins(200) },
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

/** Those that a row `ALL` is tried with. */
const EVERY_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface RouterLayer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
}

/** A route that takes every method is one row, `ALL`. */
function methodsOf(methods: Record<string, boolean>): string[] {
  const names = Object.keys(methods).map((name) => name.toUpperCase());
  return METHODS.every((name) => names.includes(name)) ? ['ALL'] : names;
}

function routesOf(api: TestApi): string[] {
  const { router } = api.app.getHttpAdapter().getInstance() as { router: { stack: RouterLayer[] } };
  return router.stack.flatMap(({ route }) =>
    route
      ? [route.path].flat().flatMap((path) => methodsOf(route.methods).map((method) => `${method} ${path}`))
      : [],
  );
}

describe('who may use which route', () => {
  let api: TestApi;
  let production: TestApi;
  let webRoot: string;
  let contexts: Readonly<Record<'development' | 'production', Context>>;
  let headers: Record<CallerName, Record<string, string>>;
  let tokens: Partial<Record<CallerName, Record<string, string>>>;

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'cpast-web-'));
    await mkdir(join(webRoot, 'assets'));
    await writeFile(join(webRoot, 'index.html'), '<!doctype html>');
    await writeFile(join(webRoot, 'assets/main-abc123.js'), '');
    api = await startTestApi({ webRoot });
    const admin = await api.logInAsAdmin();
    const user = await api.makeUser('user');
    const revoked = await api.makeToken(user.cookie, ['read', 'submit']);
    await api.delete(`/api/v1/tokens/${revoked.id}`, { cookie: user.cookie });
    const expired = (await api.makeUser('expired')).cookie;
    await expireSession(api.database.dataSource, expired);
    const otherUser = (await api.makeUser('other')).cookie;
    const setter = (await api.makeUser('setter', 'setter')).cookie;
    tokens = {
      user: await tokenOf(api, user.cookie),
      otherUser: await tokenOf(api, otherUser),
      setter: await tokenOf(api, setter),
      admin: await tokenOf(api, admin, ['read', 'submit', 'admin']),
    };
    headers = {
      anonymous: {},
      user: { cookie: user.cookie },
      otherUser: { cookie: otherUser },
      setter: { cookie: setter },
      admin: { cookie: admin },
      revokedToken: bearer(revoked),
      expiredSession: { cookie: expired },
      anonymousInProduction: {},
    };
    const password = 'the password of production';
    production = await startTestApi({ webRoot, env: { NODE_ENV: 'production', ADMIN_PASSWORD: password } });
    const inProduction = await production.makeUser('user');
    contexts = {
      development: await contextOf(api, user),
      production: await contextOf(production, inProduction),
    };
  });
  afterAll(async () => {
    await api.close();
    await production.close();
    await rm(webRoot, { recursive: true });
  });

  async function contextOf(where: TestApi, user: TestUser): Promise<Context> {
    const tokenOfUser = await tokenOf(where, user.cookie);
    return { api: where, user, tokenOfUser, shareId: await shareOf(where, user) };
  }

  async function tokenOf(
    where: TestApi,
    cookie: string,
    scopes = ['read', 'submit'],
  ): Promise<Record<string, string>> {
    return bearer(await where.makeToken(cookie, scopes));
  }

  it('is written down here for every route there is', () => {
    const routes = [...new Set(routesOf(api)), ...Object.keys(OUTSIDE_THE_ROUTER)];
    expect(routes.sort()).toEqual(Object.keys(TABLE).sort());
    expect([...new Set(routesOf(production))]).toEqual([...new Set(routesOf(api))]);
  });

  it('knows nobody by a cookie below a facade', async () => {
    for (const { cookie } of [headers.user, headers.admin]) {
      const authorized = await api.post('/judge0/authorize', {}, { cookie: cookie! });
      expect(authorized.status).toBe(403);
      const token = await judge0Submission(contexts.development);
      const read = await api.get(`/judge0/submissions/${token}`, { cookie: cookie! });
      expect(read.status).toBe(404);
    }
  });

  it.each(Object.entries(TABLE))('%s', async (name, { statuses, path, body }) => {
    const isOfFacade = Object.hasOwn(OF_FACADES, name);
    const [methods, pattern] = name.split(' ') as [string, string];
    for (const method of methods === 'ALL' ? EVERY_METHOD : [methods]) await check(method, pattern);

    async function check(method: string, pattern: string): Promise<void> {
      for (const caller of CALLERS) {
        const context = contexts[caller === 'anonymousInProduction' ? 'production' : 'development'];
        const address = path ? await path(context) : pattern;
        const sent = method === 'GET' || method === 'HEAD' ? undefined : body;
        const response = await fetch(context.api.url + address, {
          method,
          redirect: 'manual',
          headers: {
            ...headers[caller],
            ...(isOfFacade && tokens[caller]),
            ...(sent && { 'content-type': 'application/json' }),
          },
          ...(sent && { body: JSON.stringify(sent) }),
        });
        const text = await response.text();
        expect({ method, caller, status: response.status, text: text.slice(0, 300) }).toMatchObject({
          method,
          caller,
          status: statuses[caller],
        });
      }
    }
  });
});
