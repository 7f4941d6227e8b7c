import { BlobUses, PostgresBlobs } from '@app/blobs';
import { Submission } from '@app/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTION } from '../support/execution.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const RUN = { kind: 'run' as const, program: { language: 'python', source: 'print(3)' } };

describe('texts of a result', () => {
  let api: TestApi;
  let blobs: PostgresBlobs;
  beforeAll(async () => {
    api = await startTestApi();
    blobs = new PostgresBlobs(api.database.dataSource);
  });
  afterAll(() => api.close());

  const blob = (id: string, name: string) => api.get(`/api/v1/submissions/${id}/blobs/${name}`);
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it('can be read whole where the submission shows their beginning, and go with it', async () => {
    const whole = Buffer.alloc(3 * 1024 * 1024, 'abc\xff', 'latin1');
    api.script = () => ({
      verdict: 'accepted',
      result: { compilation: null, execution: { ...EXECUTION, stdout: 'abc', stdoutTruncated: true } },
    });
    const { id } = await api.judge(RUN);
    const ref = await blobs.put(whole);
    await new BlobUses(api.database.dataSource).add(`submission:${id}`, [ref.hash]);
    await api.database.dataSource.getRepository(Submission).update({ id }, { blobs: { stdout: ref } });

    const response = await blob(id, 'stdout');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-length')).toBe(String(whole.length));
    expect((await bytesOf(response)).equals(whole)).toBe(true);

    await api.delete(`/api/v1/submissions/${id}`);
    expect((await blob(id, 'stdout')).status).toBe(404);
    await new BlobUses(api.database.dataSource).sweep(blobs, 0);
    await expect(blobs.read(ref.hash)).rejects.toThrow('there is no blob');
  });

  it('are their exact bytes where they stand in the result', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x00]);
    const execution = {
      ...EXECUTION,
      stdout: 'a\ufffd\0',
      stdoutBase64: bytes.toString('base64'),
      stderr: 'é',
    };
    api.script = () => ({ verdict: 'accepted', result: { compilation: null, execution } });
    const { id } = await api.judge(RUN);
    expect(await bytesOf(await blob(id, 'stdout'))).toEqual(bytes);
    expect(await bytesOf(await blob(id, 'stderr'))).toEqual(Buffer.from('é'));
    api.script = () => ({
      verdict: 'accepted',
      result: { compilation: null, tests: [{ ...EXECUTION, name: 'first' }], passed: 1, total: 1 },
    });
    const judged = await api.judge({ ...RUN, kind: 'judge', tests: [{ input: '' }] });
    expect(await (await blob(judged.id, 'tests/0/stdout')).text()).toBe('3\n');
  });

  it.each([
    'nothing',
    'tests/0/stdout',
    'execution',
    'verdict/length',
    '__proto__/x',
    'stdout/0',
    '..%2F..%2Fetc',
  ])('that are not there are 404: %s', async (name) => {
    api.script = () => ({ verdict: 'accepted', result: { compilation: null, execution: EXECUTION } });
    const { id } = await api.judge(RUN);
    const response = await blob(id, name);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      404,
      'blob_not_found',
    ]);
  });
});
