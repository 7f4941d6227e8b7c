import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StressResult } from '@app/contracts';
import { RUN_RESULT, startTestApi, type TestApi } from '../api/support/app.js';
import { logInAsAdmin } from './support/client.js';

const HOSTILE = [`'; DROP TABLE "submission"; --`, '"); SELECT pg_sleep(9); --', 'a\0b', '%00', '\u{10ffff}'];
const NO_DIFFERENCE: StressResult = {
  compilations: { reference: null, candidate: null },
  seed: '1',
  iterations: 10,
  failures: [],
  timing: { runsPerSecond: 1, reference: { maxCpuTimeMs: 1 }, candidate: { maxCpuTimeMs: 1 } },
};
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

/** Bodies that the documentation does not show: those of forms, and what examples leave out. */
const FURTHER_BODIES: [method: string, path: string, body: Json][] = [
  ['POST', '/login', { username: 'x', password: 'x' }],
  ['POST', '/register', { username: 'x', new_password: 'x', new_password_check: 'x' }],
  ['POST', '/password_reset', { secret: 'x', new_password: 'x', new_password_check: 'x' }],
  ['POST', '/admin/password', { current_password: 'x', new_password: 'x', new_password_check: 'x' }],
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

describe('SQL and NUL in every text of every request', () => {
  let api: TestApi;
  let headers: Record<string, string>;
  beforeAll(async () => {
    api = await startTestApi({ env: { REGISTRATION: 'true', WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
    api.script = ({ kind }) =>
      kind === 'stress'
        ? { verdict: 'no_difference', result: NO_DIFFERENCE }
        : { verdict: 'accepted', result: RUN_RESULT };
    headers = { cookie: await logInAsAdmin(api.url), 'cache-control': 'no-cache' };
  });
  afterAll(() => api.close());

  it('are texts: they are taken or refused, never an error of ours', async () => {
    const { paths } = (await (await fetch(`${api.url}/api/v1/docs/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const attacks = attacksOf(paths);
    expect(attacks.length).toBeGreaterThan(200);
    const surprises: string[] = [];
    for (const { name, method, path, body, headers: further } of attacks) {
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
    }
    expect(surprises).toEqual([]);
    expect((await fetch(`${api.url}/api/v1/submissions`, { headers })).status).toBe(200);
  });
});
