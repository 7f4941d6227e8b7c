import { REQUEST_LIMITS } from '@app/contracts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';

const RUN = { kind: 'run', program: { language: 'python', source: 'print(1)' } };

describe('every error', () => {
  let api: TestApi;
  let webRoot: string;
  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'cpast-web-'));
    api = await startTestApi({ webRoot: join(webRoot, 'none') });
  });
  afterAll(async () => {
    await api.close();
    await rm(webRoot, { recursive: true });
  });

  async function expectProblem(response: Response, status: number, code: string) {
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = JSON.parse(text) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
    return problem;
  }
  const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/api/v1/submissions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });

  it.each([
    '/nothing',
    '/api/v1',
    '/api/v1/submission',
    '/api/v1/submissions/a/b',
    '/assets/none.js',
    '/login/x/y',
  ])('of an unknown address is a 404 problem: %s', async (path) => {
    await expectProblem(await api.get(path), 404, 'route_not_found');
  });

  const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

  it('is the web app with the same status where a browser opens an unknown address that may be its own', async () => {
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>the web app</title>');
    const withWeb = await startTestApi({ webRoot });
    for (const path of ['/nothing', '/nothing/<b>x', '/run/nothing', '/admin/nothing']) {
      const page = await withWeb.get(path, browser);
      expect(page.status, path).toBe(404);
      expect(page.headers.get('content-type'), path).toContain('text/html');
      expect(page.headers.get('cache-control'), path).toBe('no-cache');
      expect(await page.text(), path).toBe('<!doctype html><title>the web app</title>');
    }
    for (const path of ['/run', '/submissions'])
      expect((await withWeb.get(path, browser)).status, path).toBe(200);
    for (const path of ['/assets/none.js', '/login/x/y']) {
      const page = await withWeb.get(path, browser);
      expect(page.status, path).toBe(404);
      expect(await page.text(), path).toContain('<h1>There is nothing at this address</h1>');
    }
    await expectProblem(await withWeb.get('/api/v1/nothing', browser), 404, 'route_not_found');
    await expectProblem(await withWeb.get('/nothing'), 404, 'route_not_found');
    await withWeb.close();
  });

  it('is a page of the same status for whoever opens an unknown address in a browser, and only then', async () => {
    const headers = browser;
    for (const path of ['/nothing', '/nothing/<b>x', '/assets/none.js']) {
      const page = await api.get(path, headers);
      expect(page.status, path).toBe(404);
      expect(page.headers.get('content-type'), path).toContain('text/html');
      expect(page.headers.get('content-security-policy'), path).toContain("default-src 'none'");
      const text = await page.text();
      expect(text, path).toContain('<h1>There is nothing at this address</h1>');
      expect(text, path).not.toContain('<b>x');
    }
    expect((await api.get('/%ff', headers)).headers.get('content-type')).toContain('text/html');
    const registration = await api.get('/register', headers);
    expect(registration.status).toBe(403);
    expect(await registration.text()).toContain('Ask an admin for an account');
    await expectProblem(await api.get('/api/v1/nothing', headers), 404, 'route_not_found');
    await expectProblem(await api.post('/nothing', undefined, headers), 404, 'route_not_found');
  });

  it.each([
    ['PUT', '/api/v1/submissions', 'GET, HEAD, POST'],
    ['POST', '/api/v1/languages', 'GET, HEAD'],
    ['PUT', '/api/v1/submissions/0199b1c2-5f00-7abc-8def-0123456789ab', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/api/v1/clex/generate', 'POST'],
    ['DELETE', '/api/v1/share', 'POST'],
    ['POST', '/health_check', 'GET, HEAD'],
  ])('of a wrong method is a 405 problem that says which are right: %s %s', async (method, path, allow) => {
    const response = await fetch(api.url + path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    await expectProblem(response, 405, 'method_not_allowed');
  });

  it.each([
    ['{"kind":"run",}', 14],
    ['{"kind":run}', 8],
    ['{', 1],
    ["{'kind':1}", 1],
    ['nonsense', 0],
  ])('of malformed JSON says where: %s', async (body, position) => {
    const problem = await expectProblem(await send(body), 400, 'malformed_json');
    expect(problem).toMatchObject({ position, line: 1, column: position + 1 });
  });

  it.each(['', '   '])('of an empty body (%j) says that JSON was expected', async (body) => {
    await expectProblem(await send(body), 400, 'malformed_json');
  });

  it.each(['[]', 'null', '"text"', '7', 'true'])('of a body that is no object (%s) says so', async (body) => {
    await expectProblem(await send(body), 400, 'invalid_request');
  });

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/jsonp'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=utf-16'],
    ['application/json; charset=latin1'],
    ['application/json; charset="x-user-defined"'],
    [''],
  ])('of a body that is not JSON in UTF-8 is 415: %s', async (contentType) => {
    await expectProblem(
      await send(JSON.stringify(RUN), { 'content-type': contentType }),
      415,
      'unsupported_media_type',
    );
  });

  it('of bytes that are not UTF-8 is a 400 problem', async () => {
    const body = Buffer.concat([Buffer.from('{"kind":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]);
    await expectProblem(await send(body), 400, 'malformed_json');
  });

  it.each([
    ['gzip', Buffer.from('not gzip')],
    ['deflate', Buffer.from('xx')],
    ['gzip', gzipSync(JSON.stringify(RUN)).subarray(0, 30)],
  ])('of a body that does not unpack is a 400 problem: %s', async (encoding, body) => {
    await expectProblem(await send(body, { 'content-encoding': encoding }), 400, 'malformed_body');
  });

  it('of an unknown content-encoding is 415', async () => {
    await expectProblem(await send('x', { 'content-encoding': 'compress' }), 415, 'unsupported_media_type');
  });

  it.each([[65], [10_000], [8 * 1024 * 1024]])(
    'of JSON that nests %i levels is a 400 problem',
    async (depth) => {
      await expectProblem(await send('['.repeat(depth) + ']'.repeat(depth)), 400, 'malformed_json');
      await expectProblem(await send('{"a":'.repeat(Math.min(depth, 3_000_000))), 400, 'malformed_json');
    },
  );

  it('of JSON with a million values is a 400 problem', async () => {
    await expectProblem(await send(`{"tests":[${'{},'.repeat(1_000_000)}{}]}`), 400, 'malformed_json');
  });

  it('of a body one byte too large is 413, and a body as large as allowed is read', async () => {
    const filled = (bytes: number) => {
      const empty = JSON.stringify({ ...RUN, stdin: '' });
      return empty.replace('"stdin":""', `"stdin":"${'x'.repeat(bytes - empty.length)}"`);
    };
    expect((await send(filled(REQUEST_LIMITS.maxBodyBytes))).status).toBe(202);
    await expectProblem(await send(filled(REQUEST_LIMITS.maxBodyBytes + 1)), 413, 'body_too_large');
    const bomb = gzipSync(Buffer.alloc(REQUEST_LIMITS.maxBodyBytes * 8));
    await expectProblem(await send(bomb, { 'content-encoding': 'gzip' }), 413, 'body_too_large');
  });

  it.each([
    '/api/v1/submissions',
    '/api/v1/clex/generate',
    '/api/v1/share',
    '/api/v1/evaluate/with_code_and_clex',
  ])('of fifty thousand nested clex groups is a 400 problem: %s', async (path) => {
    const clex = '(?:'.repeat(50_000);
    const body = {
      '/api/v1/submissions': {
        kind: 'stress',
        reference: RUN.program,
        candidate: RUN.program,
        generator: { clex },
      },
      '/api/v1/clex/generate': { clex },
      '/api/v1/share': { code: '', language: 'python', clex },
      '/api/v1/evaluate/with_code_and_clex': {
        correct_code: '',
        correct_code_language: 'python',
        test_code: '',
        test_code_language: 'python',
        clex,
      },
    }[path];
    expect((await api.post(path, body)).status).toBe(400);
    const shorter = JSON.stringify(body).replace(clex, '(?:'.repeat(20_000) + 'N' + ')'.repeat(5_000));
    expect((await api.post(path, shorter)).status).toBe(400);
  });

  it('of an undecodable path is a 400 problem', async () => {
    const response = await api.get('/api/v1/submissions/%ff');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('of what is not HTTP is a problem too', async () => {
    const { port, hostname } = new URL(api.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('GARBAGE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"bad_request"/s);
  });

  it('keeps the request id of the caller when it is a plain word', async () => {
    const given = await api.get('/nothing', { 'x-request-id': 'abc-1' });
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const odd = await api.get('/nothing', { 'x-request-id': 'a b<script>' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells nothing about the framework', async () => {
    const response = await api.get('/api/v1/config');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
  });

  it('lets pages load nothing from elsewhere', async () => {
    const response = await api.get('/api/v1/config');
    const policy = response.headers.get('content-security-policy')!.split(';');
    const allowed = Object.fromEntries(
      policy.map((directive) => directive.split(' ')).map(([name, ...sources]) => [name, sources.join(' ')]),
    );
    expect(allowed).toEqual({
      'default-src': "'self'",
      'script-src': "'self'",
      'script-src-attr': "'none'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
    });
  });
});
