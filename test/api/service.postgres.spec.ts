import { EXECUTION_LIMITS, LIVE_RUN_LIMITS, REQUEST_LIMITS } from '@app/contracts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { LANGUAGES } from '../support/scripted-worker.js';

interface Operation {
  summary?: string;
  description?: string;
  requestBody?: { content: Record<string, { examples?: object; schema: object }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { example?: unknown; examples?: object }> }
  >;
}
interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

/** What Judge0 answers with 200 and no body. */
const EMPTY = ['get /judge0', 'post /judge0/authenticate', 'post /judge0/authorize'];
/** What other services have and this one has not: it says so, in their words. */
const REFUSED = [
  'delete /judge0/submissions/{token}',
  'delete /piston/api/v2/packages',
  'post /piston/api/v2/packages',
];
/** What is done by the address alone. */
const WITHOUT_BODY = [
  'post /api/v1/admin/dead-letters/{id}/retry',
  'post /api/v1/admin/users/{id}/reset_link',
  'post /api/v1/suites/{id}/verify',
  'post /judge0/authenticate',
  'post /judge0/authorize',
];

describe('the service', () => {
  let api: TestApi;
  let webRoot: string;
  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'cpast-web-'));
    await mkdir(join(webRoot, 'assets'));
    await writeFile(join(webRoot, 'index.html'), '<h1>cpast</h1>');
    await writeFile(join(webRoot, 'assets/main-abc123.js'), 'export {}');
    api = await startTestApi({ webRoot });
  });
  afterAll(async () => {
    await api.close();
    await rm(webRoot, { recursive: true });
  });
  const get = async (path: string) => (await api.get(path)).json() as Promise<unknown>;

  it('is healthy while its database answers', async () => {
    const response = await api.get('/health_check');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('lists its languages', async () => {
    expect(await get('/api/v1/languages')).toEqual(LANGUAGES);
  });

  it('shows its limits and backends', async () => {
    expect(await get('/api/v1/config')).toEqual({
      limits: EXECUTION_LIMITS,
      requestLimits: REQUEST_LIMITS,
      storedOutputBytes: REQUEST_LIMITS.storedOutputBytes,
      liveRuns: {
        atATime: 4,
        ...LIVE_RUN_LIMITS,
        cpuTimeLimitMs: { ...EXECUTION_LIMITS.cpuTimeLimitMs, ...LIVE_RUN_LIMITS.cpuTimeLimitMs },
      },
      backends: {
        database: 'postgres',
        queue: 'in-process',
        cache: 'memory',
        runner: 'native',
        isolation: 'full',
      },
      anonymousSubmissions: true,
    });
  });

  describe('clex/generate', () => {
    const generate = (body: unknown) => api.post('/api/v1/clex/generate', body);

    it('draws the same inputs from the same text and seed', async () => {
      const body = { clex: '(N[1,5]) (?:N[1,9]){\\1}', seed: '18446744073709551615', count: 3 };
      const first = (await (await generate(body)).json()) as { seed: string; inputs: string[] };
      expect(first).toMatchObject({ seed: body.seed, inputs: { length: 3 } });
      expect(await (await generate(body)).json()).toEqual(first);
    });

    it('draws a seed and reports it', async () => {
      const { seed, inputs } = (await (await generate({ clex: 'N' })).json()) as {
        seed: string;
        inputs: string[];
      };
      expect(inputs).toHaveLength(1);
      const again = await (await generate({ clex: 'N', seed })).json();
      expect(again).toEqual({ seed, inputs, strategies: ['uniform'] });
    });

    it('tells code, span and hint of an error', async () => {
      const response = await generate({ clex: 'N (?:N' });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: 'invalid_clex',
        clexCode: 'unclosed_group',
        span: { start: 2, end: 5 },
        hint: expect.any(String),
        errors: [{ field: 'clex' }],
      });
    });

    it.each([
      ['S[90000,90000,]', 'too_much_output'],
      // The numbers and the spaces between them fill the output before so many are drawn.
      ['(?:(?:(?:(?:N[1,1]{9999}){9999}){9999}){9999})', 'too_much_output'],
      ['(?:(?:(?:(?:){9999}){9999}){9999})', 'too_many_draws'],
      ['N{9223372036854775807}', 'too_many_draws'],
    ])('answers 400 for %s instead of filling the memory', async (clex, clexCode) => {
      const response = await generate({ clex, count: 100 });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_clex', clexCode });
    });
  });

  describe('the web page', () => {
    it('is served at / and asked for each time', async () => {
      const response = await api.get('/');
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('cpast');
    });

    it('has assets that may be kept for ever', async () => {
      const response = await api.get('/assets/main-abc123.js');
      expect(response.headers.get('cache-control')).toContain('immutable');
    });

    it('is reported as not built where it is not', async () => {
      const bare = await startTestApi({ webRoot: join(webRoot, 'none') });
      const response = await bare.get('/');
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'page_not_built' });
      await bare.close();
    });
  });

  describe('the documentation', () => {
    it('has a page', async () => {
      const response = await api.get('/api/v1/docs/swagger-ui');
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('swagger-ui-init.js');
      expect((await api.get('/api/v1/docs/swagger-ui/swagger-ui-bundle.js')).status).toBe(200);
    });

    it('describes every operation, with examples of requests and answers', async () => {
      const { openapi, paths } = (await get('/api/v1/docs/openapi.json')) as OpenApi;
      expect(openapi).toMatch(/^3\./);
      const operations = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
      );
      expect(operations.map(({ name }) => name).sort()).toEqual([
        'delete /api/v1/account/sessions/{id}',
        'delete /api/v1/admin/dead-letters/orphans',
        'delete /api/v1/admin/dead-letters/{id}',
        'delete /api/v1/share/{share_id}',
        'delete /api/v1/submissions/{id}',
        'delete /api/v1/suites/{id}',
        'delete /api/v1/tokens/{id}',
        'delete /judge0/submissions/{token}',
        'delete /piston/api/v2/packages',
        'get /admin/dashboard',
        'get /admin/password',
        'get /api/v1/account/sessions',
        'get /api/v1/admin/audit',
        'get /api/v1/admin/dashboard',
        'get /api/v1/admin/dead-letters',
        'get /api/v1/admin/metrics',
        'get /api/v1/admin/submissions',
        'get /api/v1/admin/users',
        'get /api/v1/config',
        'get /api/v1/doctor',
        'get /api/v1/languages',
        'get /api/v1/session',
        'get /api/v1/share/{share_id}',
        'get /api/v1/submissions',
        'get /api/v1/submissions/{id}',
        'get /api/v1/submissions/{id}/blobs/{name}',
        'get /api/v1/submissions/{id}/deliveries',
        'get /api/v1/suites',
        'get /api/v1/suites/{id}',
        'get /api/v1/suites/{id}/tests/{name}',
        'get /api/v1/suites/{id}/verify',
        'get /api/v1/tokens',
        'get /api/v1/webhooks/secret',
        'get /api/v1/workers',
        'get /health_check',
        'get /jobe/index.php/restapi/languages',
        'get /judge0',
        'get /judge0/about',
        'get /judge0/config_info',
        'get /judge0/isolate',
        'get /judge0/languages',
        'get /judge0/languages/all',
        'get /judge0/languages/{id}',
        'get /judge0/license',
        'get /judge0/statistics',
        'get /judge0/statuses',
        'get /judge0/submissions',
        'get /judge0/submissions/batch',
        'get /judge0/submissions/{token}',
        'get /judge0/system_info',
        'get /judge0/version',
        'get /judge0/workers',
        'get /login',
        'get /password_reset/{secret}',
        'get /piston',
        'get /piston/api/v1/piston/versions',
        'get /piston/api/v2/packages',
        'get /piston/api/v2/piston/runtimes',
        'get /piston/api/v2/runtimes',
        'get /piston/versions',
        'get /register',
        'head /jobe/index.php/restapi/files/{id}',
        'patch /api/v1/admin/users/{id}',
        'patch /api/v1/submissions/{id}',
        'patch /api/v1/suites/{id}',
        'post /admin/logout',
        'post /admin/password',
        'post /api/v1/admin/dead-letters/{id}/retry',
        'post /api/v1/admin/users',
        'post /api/v1/admin/users/{id}/reset_link',
        'post /api/v1/clex/generate',
        'post /api/v1/evaluate/with_code_and_clex',
        'post /api/v1/evaluate/with_shared_id',
        'post /api/v1/share',
        'post /api/v1/submissions',
        'post /api/v1/submissions/{id}/recheck',
        'post /api/v1/suites',
        'post /api/v1/suites/{id}/tests',
        'post /api/v1/suites/{id}/verify',
        'post /api/v1/tokens',
        'post /jobe/index.php/restapi/runs',
        'post /judge0/authenticate',
        'post /judge0/authorize',
        'post /judge0/submissions',
        'post /judge0/submissions/batch',
        'post /login',
        'post /logout',
        'post /password_reset',
        'post /piston/api/v1/piston/execute',
        'post /piston/api/v2/execute',
        'post /piston/api/v2/packages',
        'post /piston/api/v2/piston/execute',
        'post /piston/execute',
        'post /register',
        'put /api/v1/suites/{id}',
        'put /jobe/index.php/restapi/files/{id}',
      ]);
      for (const { name, operation } of operations) {
        expect(operation.description, name).toBeTruthy();
        expect(operation.summary, name).toBeTruthy();
        if (operation.requestBody)
          expect(operation.requestBody.content['application/json']?.examples, name).toBeTruthy();
        if (/^(?:post|put|patch) /.test(name) && !WITHOUT_BODY.includes(name))
          expect(operation.requestBody, name).toBeDefined();
        const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
        if (REFUSED.includes(name)) {
          expect(good, name).toEqual([]);
          const shown = Object.values(operation.responses).flatMap(({ content }) =>
            Object.values(content ?? {}),
          );
          expect(shown[0]?.example, name).toBeTruthy();
          continue;
        }
        expect(good.length, name).toBeGreaterThan(0);
        for (const [status, { content }] of good)
          if (status === '204' || EMPTY.includes(name)) expect(content, name).toBeUndefined();
          else expect(Object.values(content ?? {})[0]?.example, name).toBeTruthy();
      }
    });

    it('shows forms that the pages have, as forms and as JSON', async () => {
      const { paths } = (await get('/api/v1/docs/openapi.json')) as OpenApi;
      const forms = ['/login', '/admin/password', '/admin/logout', '/logout', '/register', '/password_reset'];
      for (const path of forms) {
        const { content } = paths[path]!.post!.requestBody!;
        expect(Object.keys(content).sort(), path).toEqual([
          'application/json',
          'application/x-www-form-urlencoded',
        ]);
        for (const { examples } of Object.values(content)) expect(examples, path).toBeTruthy();
        expect(Object.keys(paths[path]!.post!.responses), path).toContain('303');
      }
      for (const path of ['/login', '/admin/password', '/admin/dashboard'])
        expect(Object.keys(paths[path]!.get!.responses['200']!.content!), path).toEqual([
          'text/html',
          'application/json',
        ]);
    });

    it('shows requests that are accepted', async () => {
      const { paths } = (await get('/api/v1/docs/openapi.json')) as OpenApi;
      const { examples } = paths['/api/v1/submissions']!.post!.requestBody!.content['application/json']!;
      for (const { value } of Object.values(examples as Record<string, { value: unknown }>))
        expect((await api.post('/api/v1/submissions', value)).status).toBe(202);
    });
  });
});

describe('a service whose database is gone', () => {
  it('says so with 503, and not with 500', async () => {
    const api = await startTestApi();
    await api.database.dataSource.destroy();
    const health = await api.get('/health_check');
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ code: 'unavailable' });
    await api.close();
  });
});
