import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StressResult } from '@app/contracts';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';
import { ADMIN_PASSWORD } from '../support/app.js';
import { cookiesOf } from '../support/sessions.js';

const HOSTILE = [`'; DROP TABLE "submission"; --`, '"); SELECT pg_sleep(9); --', 'a\0b', '%00', '\u{10ffff}'];
const NO_DIFFERENCE: StressResult = {
  compilations: { reference: null, candidate: null },
  seed: '1',
  iterations: 10,
  distinctInputs: 10,
  failures: [],
  timing: { runsPerSecond: 1, reference: { maxCpuTimeMs: 1 }, candidate: { maxCpuTimeMs: 1 } },
};
const AT_A_TIME = 8;
const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Operation {
  requestBody?: { content: Record<string, { examples: Record<string, { value: Json }> }> };
  parameters?: { name: string; in: string }[];
}
interface Attack {
  name: string;
  method: string;
  path: string;
  body?: Json;
  headers?: Record<string, string>;
}

/** Bodies that the documentation does not show: what examples leave out. Those of forms are tried below. */
const FURTHER_BODIES: [method: string, path: string, body: Json][] = [
  ['PATCH', `/api/v1/admin/users/${UNKNOWN}`, { role: 'user' }],
  [
    'POST',
    '/api/v1/submissions',
    {
      kind: 'judge',
      program: {
        language: 'python',
        source: 'x',
        files: [{ path: 'a', content: 'x', encoding: 'utf8' }],
        compileArgs: ['x'],
        runArgs: ['x'],
      },
      tests: [{ name: 'x', input: 'x', expectedOutput: 'x' }],
      checker: { type: 'program', program: { language: 'python', source: 'x' } },
      callbackUrl: 'http://127.0.0.1:1/hook',
      callbackSecret: 'a secret of the receiver',
    },
  ],
];

/** Copies of a body, each with one of its texts replaced. */
function withText(body: Json, text: string): Json[] {
  if (typeof body === 'string') return [text, body + text];
  if (typeof body !== 'object' || body === null) return [];
  return Object.keys(body).flatMap((key) =>
    withText((body as Record<string, Json>)[key]!, text).map((changed) =>
      Array.isArray(body)
        ? body.map((item, index) => (String(index) === key ? changed : item))
        : { ...body, [key]: changed },
    ),
  );
}

/** Every request of the documentation, with each text of it replaced by each hostile one. */
function attacksOf(paths: Record<string, Record<string, Operation>>): Attack[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const bodies = operations.flatMap(({ path, method, operation }) =>
    Object.values(operation.requestBody?.content['application/json']?.examples ?? {}).map(
      ({ value }): [string, string, Json] => [method, path.replace(/\{\w+\}/g, UNKNOWN), value],
    ),
  );
  return HOSTILE.flatMap((text) => [
    ...[...bodies, ...FURTHER_BODIES].flatMap(([method, path, body]) =>
      withText(body, text).map((changed) => ({ name: JSON.stringify(changed), method, path, body: changed })),
    ),
    ...operations.flatMap(({ path, method, operation }) =>
      (operation.parameters ?? []).flatMap((parameter): Attack[] => {
        const given = encodeURIComponent(text);
        const plain = path.replace(/\{\w+\}/g, UNKNOWN);
        switch (parameter.in) {
          case 'path':
            return [{ name: text, method, path: path.replace(`{${parameter.name}}`, given) }];
          case 'query':
            return [{ name: text, method, path: `${plain}?${parameter.name}=${given}` }];
          default:
            return [{ name: text, method, path: plain, headers: { [parameter.name]: given } }];
        }
      }),
    ),
  ]);
}

describe.each(['admin', 'user'])('SQL and NUL in every text of every request of an %s', (caller) => {
  let api: TestApi;
  let headers: Record<string, string>;
  beforeAll(async () => {
    api = await startTestApi({ env: { REGISTRATION: 'true', WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
    api.script = ({ kind }) =>
      kind === 'stress'
        ? { verdict: 'no_difference', result: NO_DIFFERENCE }
        : { verdict: 'accepted', result: RUN_RESULT };
    const admin = await api.logInAsAdmin();
    const cookie = caller === 'admin' ? admin : (await api.makeUser('user')).cookie;
    headers = { cookie };
  });
  afterAll(() => api.close());

  it('are texts: they are taken or refused, never an error of ours', async () => {
    const { paths } = (await (await api.get('/api/v1/docs/openapi.json')).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const attacks = attacksOf(paths);
    expect(attacks.length).toBeGreaterThan(200);
    const surprises: string[] = [];
    const attack = async ({ name, method, path, body, headers: further }: Attack) => {
      const response = await fetch(api.url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...headers,
          ...further,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (response.status >= 500) surprises.push(`${response.status} ${method} ${path} ${name}`);
      await response.arrayBuffer();
    };
    while (attacks.length > 0) await Promise.all(attacks.splice(0, AT_A_TIME).map(attack));
    expect(surprises).toEqual([]);
    expect((await api.get('/api/v1/submissions', headers)).status).toBe(200);
  }, 120_000);
});

describe('SQL and NUL in every text of a form that is otherwise right', () => {
  let api: TestApi;
  let admin: string;
  beforeAll(async () => {
    api = await startTestApi({ env: { REGISTRATION: 'true' } });
    admin = await api.logInAsAdmin();
  });
  afterAll(() => api.close());

  interface Form {
    path: string;
    body: Record<string, string>;
    headers?: Record<string, string>;
  }
  let count = 0;
  /** Each time one that would be accepted as it is. */
  const FORMS: Readonly<Record<string, () => Promise<Form>>> = {
    login: async () => ({ path: '/login', body: { username: 'admin', password: ADMIN_PASSWORD } }),
    registration: async () => ({
      path: '/register',
      body: { username: `somebody${(count += 1)}`, new_password: 'a long password' },
    }),
    'registration with the password twice': async () => ({
      path: '/register',
      body: {
        username: `somebody${(count += 1)}`,
        new_password: 'a long password',
        new_password_check: 'a long password',
      },
    }),
    'reset link': async () => {
      const body = { username: `somebody${(count += 1)}` };
      const made = await api.post('/api/v1/admin/users', body, { cookie: admin });
      const { resetLink } = (await made.json()) as { resetLink: { url: string } };
      const secret = resetLink.url.split('/').at(-1)!;
      return { path: '/password_reset', body: { secret, new_password: 'a long password' } };
    },
    'change of the password': async () => {
      const body = { username: `somebody${(count += 1)}`, new_password: 'a long password' };
      const cookie = cookiesOf(await api.post('/register', body));
      return {
        path: '/admin/password',
        body: { current_password: 'a long password', new_password: 'another long one' },
        headers: { cookie },
      };
    },
  };

  it.each(Object.keys(FORMS))('is a text: %s', async (name) => {
    const send = async ({ path, body, headers }: Form) => {
      await api.database.dataSource.query('DELETE FROM "login_failure"');
      return api.post(path, body, headers);
    };
    const untouched = await send(await FORMS[name]!());
    expect([untouched.status, await untouched.text()]).toEqual([200, expect.any(String)]);
    const variants = withText((await FORMS[name]!()).body, '').length;
    for (const text of HOSTILE)
      for (let variant = 0; variant < variants; variant += 1) {
        const form = await FORMS[name]!();
        const body = withText(form.body, text)[variant] as Record<string, string>;
        const { status } = await send({ ...form, body });
        expect(status, JSON.stringify(body)).toBeLessThan(500);
        // Passwords may be anything; then it is the password.
        if (status !== 200 || body.new_password === form.body.new_password) continue;
        if (name.startsWith('registration'))
          expect(await api.logIn(body.username!, body.new_password!)).toBeTruthy();
      }
    expect((await api.get('/health_check')).status).toBe(200);
  });
});
