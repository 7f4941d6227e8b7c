import { afterEach, describe, expect, it } from 'vitest';
import { Submission } from '@app/database';
import { v7 as uuidv7 } from 'uuid';
import { Sweep } from '../../apps/api/src/features/scheduling/sweep.js';
import { StorageWatch } from '../../apps/api/src/platform/environment/storage-watch.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const DAY_MS = 24 * 3_600_000;

describe('what submissions keep', () => {
  let api: TestApi;
  afterEach(() => api.close());

  const submit = (stdin: string) =>
    api.post('/api/v1/submissions?wait=10', {
      kind: 'run',
      program: { language: 'python', source: 'print(1)' },
      stdin,
    });

  it('has a quota for each user, counted with the results', async () => {
    api = await startTestApi({ env: { QUOTA_STORED_BYTES: '20000' } });
    const first = await submit('x'.repeat(12_000));
    expect(first.status).toBe(201);
    const refused = await submit('y'.repeat(12_000));
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({ code: 'quota_exceeded' });
    const suite = (bytes: number) =>
      api!.post('/api/v1/suites', { name: 'Sums', tests: [{ input: 'i'.repeat(bytes) }] });
    expect((await suite(100)).status).toBe(201);
    expect((await suite(12_000)).status).toBe(507);
    expect((await submit('z')).status).toBe(201);
    const rows = await api.database.dataSource.getRepository(Submission).find({ order: { id: 'ASC' } });
    expect(rows.map(({ storedBytes }) => storedBytes > 12_000)).toEqual([true, false]);
  });

  it('is refused, tests of suites too, while the disk of the embedded database is nearly full', async () => {
    api = await startTestApi();
    const suite = { name: 'Sums', tests: [{ input: '1' }] };
    const { id } = (await (await api.post('/api/v1/suites', suite)).json()) as { id: string };
    api.app.get(StorageWatch)['full'] = true;
    const form = new FormData();
    form.append('package', new Blob(['no zip']));
    const answers = [
      await submit('x'),
      await api.post('/api/v1/suites', suite),
      await api.post(`/api/v1/suites/${id}/tests`, { input: '2' }),
      await fetch(`${api.url}/api/v1/suites`, { method: 'POST', body: form }),
    ];
    for (const answer of answers) expect(await answer.json()).toMatchObject({ code: 'storage_full' });
    api.app.get(StorageWatch)['full'] = false;
    expect((await api.post('/api/v1/suites', suite)).status).toBe(201);
  });

  it('goes when it has been over for longer than RETENTION_DAYS, and nothing else does', async () => {
    api = await startTestApi({ env: { RETENTION_DAYS: '7' }, worker: false });
    const rows = api.database.dataSource.getRepository(Submission);
    const add = async (name: string, days: number, status: 'finished' | 'queued') => {
      const at = new Date(Date.now() - days * DAY_MS);
      const id = uuidv7({ msecs: at.getTime() });
      await rows.insert({
        id,
        kind: 'run',
        status,
        request: { kind: 'run', program: { language: 'python', source: name } },
        requestHash: 'x',
        createdAt: at,
      } as never);
    };
    for (const days of [400, 8, 6, 0]) await add(`${days}`, days, 'finished');
    await add('waits', 30, 'queued');
    const sweeps = api.app.get(Sweep);
    await expect
      .poll(async () => {
        sweeps['start']();
        await sweeps.settled();
        const left = await rows.find({ order: { id: 'ASC' } });
        return left.map(({ request }) => (request as { program: { source: string } }).program.source);
      })
      .toEqual(['waits', '6', '0']);
  });

  it('is read a few large ones at a time, and the rest is told to come again', async () => {
    api = await startTestApi();
    const stdin = 'é😀"\\\n\0'.repeat(400_000);
    const { id } = (await (await submit(stdin)).json()) as { id: string };
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await api.get(`/api/v1/submissions/${id}`);
        return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
      }),
    );
    const whole = answers.filter(({ status, bytes }) => status === 200 && bytes > 3_000_000);
    expect(whole.length).toBeGreaterThanOrEqual(4);
    expect(answers.filter(({ status }) => status === 503).length).toBe(20 - whole.length);
    const later = await api.get(`/api/v1/submissions/${id}`);
    const view = (await later.json()) as { request: { stdin: string } };
    expect(view.request.stdin === stdin).toBe(true);
  });
});
