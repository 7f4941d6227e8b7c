import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JudgeResult, StressResult } from '@app/contracts';
import { bearer, type TestUser } from '../support/sessions.js';
import { FERRY } from '../packages/fixtures/kattis.js';
import { startProduct, type Product } from '../support/product.js';
import { judgeBySuite, upload, type MadeSuite } from './suite-client.js';

const SECRET = Buffer.from([0, 255]);
const SUM = {
  name: 'Sums',
  tests: [
    { name: 'sample', input: '1 2', expectedOutput: '3', sample: true },
    { name: 'big/secret', input: SECRET.toString('base64'), inputEncoding: 'base64', expectedOutput: 'x' },
  ],
  limits: { cpuTimeLimitMs: 1500 },
};
const SHOWS_ALL = 'import sys\nprint(sys.stdin.buffer.read(), file=sys.stderr)\nprint("the input")\n';

describe('suites', () => {
  let product: Product;
  let setter: TestUser;
  let other: TestUser;
  beforeAll(async () => {
    product = await startProduct({ env: { RUNNER: 'native', MAX_PACKAGE_BYTES: '200000' } });
    setter = await product.makeUser('setter', 'setter');
    other = await product.makeUser('other');
  });
  afterAll(() => product.stop());

  const suites = (path = '') => `/api/v1/suites${path}`;
  const make = async (change: object = {}): Promise<MadeSuite> => {
    const answer = await product.post(suites(), { ...SUM, ...change }, { cookie: setter.cookie });
    expect(answer.status).toBe(201);
    return (await answer.json()) as MadeSuite;
  };
  const get = (path: string, { cookie }: TestUser) => product.get(suites(path), { cookie });

  it("are their owner's alone, unless they are public", async () => {
    const { id } = await make();
    expect((await get(`/${id}`, other)).status).toBe(404);
    expect((await get(`/${id}/tests/sample`, other)).status).toBe(404);
    await expect(
      judgeBySuite(product.url, id, 'print(3)', 'python', { cookie: other.cookie }),
    ).rejects.toThrow(/suiteId/);
    const secret = await get(`/${id}/tests/big/secret`, setter);
    expect(Buffer.from(await secret.arrayBuffer()).equals(SECRET)).toBe(true);
  });

  it('that may be submitted to show neither tests nor answers, nor does what a program prints', async () => {
    const { id } = await make({ public: 'submit' });
    const view = await (await get(`/${id}`, other)).text();
    expect(view).not.toContain('secret');
    expect((await get(`/${id}/tests/sample`, other)).status).toBe(200);
    expect((await get(`/${id}/tests/big/secret`, other)).status).toBe(403);
    const { verdict, result } = await judgeBySuite(product.url, id, SHOWS_ALL, 'python', {
      cookie: other.cookie,
    });
    expect(verdict).toBe('wrong_answer');
    const [sample, hidden] = (result as JudgeResult).tests;
    expect(sample).toMatchObject({ stdout: 'the input\n', firstDifference: { expected: '3' } });
    expect(hidden).toMatchObject({ verdict: 'wrong_answer', stdout: '', stderr: '', stdoutBytes: 10 });
    expect(hidden).not.toHaveProperty('firstDifference');
    expect(hidden).not.toHaveProperty('message');
    const own = await judgeBySuite(product.url, id, SHOWS_ALL, 'python', { cookie: setter.cookie });
    expect((own.result as JudgeResult).tests[1]).toMatchObject({
      stdout: 'the input\n',
      firstDifference: { expected: 'x' },
    });
  });

  it('have versions; a job names the one it ran', async () => {
    const { id } = await make({ public: 'read' });
    const change = await product.put(
      suites(`/${id}`),
      { ...SUM, tests: [SUM.tests[0]] },
      { cookie: setter.cookie },
    );
    expect(await change.json()).toMatchObject({ version: 2, tests: 1 });
    const { request, verdict } = await judgeBySuite(product.url, id, 'print(3)', 'python', {
      cookie: other.cookie,
    });
    expect(verdict).toBe('accepted');
    expect(request).toMatchObject({ suiteId: id, suite: { version: 2, tests: 1 } });
    expect(JSON.stringify(request)).not.toContain('1 2');
  });

  it('take the failure of a stress job as a test', async () => {
    const { id } = await make();
    const program = (source: string) => ({ language: 'python', source });
    const stress = await product.judge(
      {
        kind: 'stress',
        reference: program('print(int(input()) * 2)'),
        candidate: program('n = int(input())\nprint(n * 2 if n < 5 else n)'),
        generator: { inputs: ['1', '9'] },
      } as never,
      { cookie: setter.cookie },
    );
    expect((stress.result as StressResult).failures).toHaveLength(1);
    const added = await product.post(
      suites(`/${id}/tests`),
      { fromSubmission: stress.id, failure: 0, name: 'found' },
      { cookie: setter.cookie },
    );
    expect(added.status).toBe(201);
    expect(await added.json()).toMatchObject({ version: 2, tests: 3, test: 'found' });
    const none = await product.post(
      suites(`/${id}/tests`),
      { fromSubmission: stress.id, failure: 7 },
      { cookie: setter.cookie },
    );
    expect(none.status).toBe(400);
    const fresh = await product.post(
      suites(),
      { name: 'What broke it', fromSubmission: stress.id },
      { cookie: setter.cookie },
    );
    expect(await fresh.json()).toMatchObject({
      tests: 1,
      testList: [{ name: 'failure 0', input: { bytes: 1 } }],
    });
    const recheck = async (source: string, more: object = {}) => {
      const path = `/api/v1/submissions/${stress.id}/recheck?wait=60`;
      const body = { candidate: program(source), ...more };
      return (await product.post(path, body, { cookie: setter.cookie })).json();
    };
    expect(await recheck('print(int(input()) * 2)')).toMatchObject({ kind: 'judge', verdict: 'accepted' });
    const again = { verdict: 'wrong_answer', result: { tests: [{ name: 'failure 0' }] } };
    expect(await recheck('print(9)', { failure: 0 })).toMatchObject(again);
    const bad = { errors: [{ field: 'failure' }] };
    expect(await recheck('print(9)', { failure: 7 })).toMatchObject(bad);
  });

  it('with an interactor are for the kind interact alone, and hide what the two said', async () => {
    const interactor = {
      language: 'python',
      source: 'import sys\nprint(open(sys.argv[1]).read(), flush=True)\nsys.exit(int(input() != "7"))',
    };
    const { id } = await make({ interactor, public: 'submit', tests: [{ name: 'hidden', input: '7' }] });
    const answer = async (kind: string) => {
      const program = { language: 'python', source: 'print(input())' };
      const path = '/api/v1/submissions?wait=60';
      return (await product.post(path, { kind, suiteId: id, program }, { cookie: other.cookie })).json();
    };
    expect(await answer('judge')).toMatchObject({ errors: [{ field: 'suiteId' }] });
    expect(await answer('interact')).toMatchObject({
      verdict: 'accepted',
      request: { suite: { version: 1, interactive: true } },
      result: { tests: [{ verdict: 'accepted', stdout: '', transcript: [] }] },
    });
  });

  it('may have as many bytes as MAX_PACKAGE_BYTES says, which clients can read', async () => {
    const headers = bearer(await product.makeToken(setter.cookie, ['submit', 'read']));
    const config = await (await product.get('/api/v1/config')).json();
    expect(config).toMatchObject({ requestLimits: { maxPackageBytes: 200_000 } });
    // Random bytes, which no zip makes smaller.
    const withBytes = (bytes: number) => ({ ...FERRY, 'ferry/attachments/noise.bin': randomBytes(bytes) });
    expect((await upload(product.url, withBytes(150_000), {}, { headers })).status).toBe(201);
    const refused = await upload(product.url, withBytes(200_001), {}, { headers });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({
      code: 'body_too_large',
      detail: expect.stringContaining('200000'),
    });
  });

  it.each([
    ['by its length', { 'content-length': String(500 * 1024 * 1024) }],
    ['by what has come', { 'transfer-encoding': 'chunked' }],
  ])('that are too large are refused before all of them is sent: %s', async (_how, length) => {
    const { authorization } = bearer(await product.makeToken(setter.cookie, ['submit']));
    const headers = { ...length, authorization, 'content-type': 'multipart/form-data; boundary=x' };
    const sent = request(`${product.url}/api/v1/suites`, { method: 'POST', headers });
    sent.on('error', () => {});
    sent.write('--x\r\nContent-Disposition: form-data; name="package"; filename="a.zip"\r\n\r\n');
    sent.write(randomBytes(300_000));
    // The end of the body never comes.
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(await json(answer)).toMatchObject({ code: 'body_too_large' });
    sent.destroy();
  });

  it('are validated at import when asked, and refused with the reason when they are broken', async () => {
    // A form with a cookie could come from a page of another site: programs send a token.
    const headers = bearer(await product.makeToken(setter.cookie, ['submit', 'read']));
    const good = await upload(product.url, FERRY, { validate: 'true' }, { headers });
    expect(await good.json()).toMatchObject({ validation: [{ valid: true, invalid: [] }] });
    const bad = await upload(
      product.url,
      { ...FERRY, 'ferry/data/secret/4.in': '1 2\n3\n', 'ferry/data/secret/4.ans': 'no\n' },
      { validate: 'true' },
      { headers },
    );
    expect(await bad.json()).toMatchObject({
      validation: [{ valid: false, invalid: [{ test: 'secret/4' }] }],
    });
    const broken = await upload(product.url, { 'notes.md': 'nothing' }, {}, { headers });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: 'package' }] });
    const unknown = await upload(product.url, FERRY, { nmae: 'x' }, { headers });
    expect(await unknown.json()).toMatchObject({ errors: [{ field: 'nmae' }] });
  });

  it.each([
    [{ tests: SUM.tests, suiteId: '0199b1c2-5f00-7abc-8def-0123456789ab' }, 'tests'],
    [{}, 'tests'],
    [{ suiteId: '0199b1c2-5f00-7abc-8def-0123456789ab' }, 'suiteId'],
    [
      {
        tests: [
          { name: 'a', input: '' },
          { name: 'a', input: '' },
        ],
      },
      'tests[1].name',
    ],
    [{ tests: [{ input: '' }], groups: [{ name: 'g', tests: ['b'] }] }, 'groups'],
    [{ tests: [{ input: '' }], suite: { version: 1 } }, 'suite'],
  ])('a judge request with %j is refused by its field', async (body, field) => {
    const answer = await product.post('/api/v1/submissions', {
      kind: 'judge',
      program: { language: 'python', source: '' },
      ...body,
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: { field: string }[] }).errors[0]?.field).toBe(field);
  });

  it('that are removed are gone', async () => {
    const { id } = await make({ public: 'read' });
    const remove = (user: TestUser) => product.delete(suites(`/${id}`), { cookie: user.cookie });
    expect((await remove(other)).status).toBe(403);
    expect((await remove(setter)).status).toBe(204);
    expect((await get(`/${id}`, setter)).status).toBe(404);
  });
});
