import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const MiB = 1024 * 1024;
const RUN = { kind: 'run', program: { language: 'python', source: 'print(1)' } };

describe('bodies of strangers', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({
      env: { ANONYMOUS_SUBMISSIONS: 'false', LIMIT_REQUESTS_PER_MINUTE: '100000' },
    });
  });
  afterAll(() => api.close());

  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(api.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

  /** Sends the head of a request and the first byte of its body. @returns once it is answered */
  async function begin(path: string, encoding: string): Promise<Socket> {
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    const answered = once(socket, 'data');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
        `content-encoding: ${encoding}\r\ncontent-length: 1000\r\n\r\n{`,
    );
    await answered;
    return socket;
  }

  it('leave nothing behind in the budget when more of them arrives after the answer', async () => {
    for (const path of ['/api/v1/submissions', '/api/v1/clex/generate', '/api/v1/tokens', '/login']) {
      const sockets = await Promise.all(Array.from({ length: 20 }, () => begin(path, 'foo')));
      for (const socket of sockets) socket.write('x'.repeat(100));
      await Promise.all(
        sockets.map((socket) => {
          const closed = once(socket.resume(), 'close');
          socket.destroy();
          return closed;
        }),
      );
      expect((await post(path, '{}')).status).not.toBe(503);
    }
  });

  it.each([
    ['that say they are too large', 'content-length: 99999999999\r\n\r\n{'],
    [
      'that grow too large',
      `transfer-encoding: chunked\r\n\r\n${(17 * MiB).toString(16)}\r\n${' '.repeat(17 * MiB)}`,
    ],
  ])('%s are refused before the rest has come', async (_which, rest) => {
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    const answered = once(socket, 'data');
    socket.write(
      `POST /api/v1/clex/generate HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n${rest}`,
    );
    expect(String(await answered)).toContain('HTTP/1.1 413 ');
    socket.destroy();
  });

  it('are not unpacked for who has to log in first', async () => {
    const blanks = gzipSync('\n'.repeat(16 * MiB));
    const response = await post('/api/v1/submissions', blanks, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe('login_required');
  });

  it('that are large and no JSON are refused with the place of the error, and others are served meanwhile', async () => {
    const text = `{"clex": "N",${'\n'.repeat(300 * 1024)}}`;
    const [refused, ...others] = await Promise.all([
      post('/api/v1/clex/generate', gzipSync(text), { 'content-encoding': 'gzip' }),
      api.get('/health_check'),
      post('/api/v1/clex/generate', JSON.stringify({ clex: 'N[1,1]' })),
    ]);
    expect(await refused.json()).toMatchObject({ code: 'malformed_json', line: 300 * 1024 + 1, column: 1 });
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('of a form that is too large, and of a program without a login, are refused', async () => {
    expect((await post('/login', JSON.stringify({ username: 'x'.repeat(20_000) }))).status).toBe(413);
    expect((await post('/api/v1/submissions', JSON.stringify(RUN))).status).toBe(401);
  });
});

describe('bodies for facades', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const post = async (path: string, body: string, type = 'application/json') => {
    const headers = { 'content-type': type };
    const response = await fetch(api.url + path, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  };
  const EXECUTE = '/piston/api/v2/execute';
  const SUBMISSIONS = '/judge0/submissions';
  const FORM = 'application/x-www-form-urlencoded';

  it.each([
    ['has too many values', EXECUTE, `{"a":[1${',1'.repeat(50_000)}]}`],
    ['is nested too deeply', EXECUTE, `{"a":${'['.repeat(70)}${']'.repeat(70)}}`],
    ['has too many values, and a token', SUBMISSIONS, `{"X-Auth-User":"x","a":[${'{},'.repeat(50_000)}1]}`],
    ['has too many fields', SUBMISSIONS, 'a=1&'.repeat(2_000), FORM],
    ['has too many fields and is large', SUBMISSIONS, 'a=1&'.repeat(20_000), FORM],
    [
      'has too many parts',
      SUBMISSIONS,
      `${'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(1_001)}--x--\r\n`,
      'multipart/form-data; boundary=x',
    ],
  ])('that %s are refused', async (_which, path, body, type?: string) => {
    expect((await post(path, body, type)).status).toBe(400);
  });

  it('are in one budget with the others', async () => {
    const { port, hostname } = new URL(api.url);
    const head = `POST ${EXECUTE} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`;
    const rest = 'content-encoding: gzip\r\ncontent-length: 1000\r\n\r\n\x1f';
    const sockets = Array.from({ length: 4 }, () => connect(Number(port), hostname));
    for (const socket of sockets) socket.write(head + rest, 'latin1');
    const packed = async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const body = gzipSync('{}');
      return (await fetch(`${api.url}/api/v1/submissions`, { method: 'POST', headers, body })).status;
    };
    await eventually(async () => expect(await packed()).toBe(503), { intervalMs: 200 });
    for (const socket of sockets) socket.destroy();
    await eventually(async () => expect(await packed()).toBe(400), { intervalMs: 200 });
  });

  it('that are large are read beside the event loop, as JSON and as a form', async () => {
    const source = 'x'.repeat(1_000_000);
    const job = { language: 'none', version: '*', files: [{ content: source }] };
    const asked = await post(EXECUTE, JSON.stringify(job));
    expect([asked.status, asked.text]).toEqual([400, expect.stringContaining('runtime is unknown')]);
    const inForm = await post(SUBMISSIONS, `language_id=0&source_code=${source}`, FORM);
    expect([inForm.status, inForm.text]).toEqual([422, expect.stringContaining('language_id')]);
  });
});

describe('bodies of far too many objects', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const objects = Array(2_000).fill({}) as object[];
  it.each([
    ['a suite', '/api/v1/suites', { name: 'x', limits: objects, tests: [{ input: '' }] }, ''],
    ['tests of a suite', '/api/v1/suites', { name: 'x', tests: objects }, 'tests'],
    [
      'a test of a suite',
      '/api/v1/suites',
      { name: 'x', tests: [{ input: '', files: objects }] },
      'tests[0]',
    ],
    ['a share', '/api/v1/share', { code: objects }, ''],
  ])('are not validated one by one: of %s', async (_which, path, body, field) => {
    const response = await api.post(path, body);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors).toEqual([
      { field, message: expect.stringMatching(/more than 1000 objects|at most 1000/) },
    ]);
  });
});

describe('inputs that are drawn for a preview', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('are the same for the same seed, and a text of 64 KiB is read beside the event loop', async () => {
    const draw = async (clex: string) => {
      const response = await api.post('/api/v1/clex/generate', { clex, seed: '42' });
      return (await response.json()) as { inputs: string[] };
    };
    const text = 'N[1,9] '.repeat(9_000);
    const first = await draw(text);
    expect(first.inputs[0]!.split(' ')).toHaveLength(9_000);
    expect(await draw(text)).toEqual(first);
  });
});
