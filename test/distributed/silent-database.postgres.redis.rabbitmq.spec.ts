import type { WorkerView } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { pythonRun } from './support/python-run.js';
import { type Api, Fleet, type Member } from './support/fleet.js';

describe('a service whose database connections have gone silent', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let fleet: Fleet;
  let api: Api;
  let worker: Member;
  beforeAll(async () => {
    database = await createDatabase();
    proxy = await startTcpProxy(database.url);
    fleet = await Fleet.create({ databaseUrl: proxy.url });
    [api, worker] = await Promise.all([fleet.startApi(), fleet.startWorker()]);
  });
  afterAll(async () => {
    await fleet.stop();
    await proxy.close();
    await database.drop();
  });

  it('makes new ones by itself, and its workers are known all the time', async () => {
    // Opens several connections, which all go silent.
    const submitting = () => api.post('/api/v1/submissions', pythonRun('print(1)'));
    await Promise.all(Array.from({ length: 5 }, submitting));
    proxy.swallow();
    const startedAt = performance.now();
    let response = await submitting();
    while (response.status !== 202) {
      expect(response.status).toBe(503);
      response = await submitting();
    }
    expect(performance.now() - startedAt).toBeLessThan(40_000);
    const { id } = (await response.json()) as { id: string };
    expect(await api.waitFor(id)).toMatchObject({ verdict: 'accepted' });
    const workers = (await (await api.get('/api/v1/workers')).json()) as WorkerView[];
    expect(workers).toHaveLength(1);
  });

  it('stops in time and with success', async () => {
    await api.post('/api/v1/submissions', pythonRun('import time; time.sleep(20)'));
    proxy.swallow({ newOnes: true });
    const hanging = api.get('/api/v1/submissions').catch(() => null);
    expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')])).toEqual([0, 0]);
    await hanging;
  });
});
