import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVICE_URLS } from '../../../test/support/services.js';
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.js';
import { dataSourceOptions, patientOptions } from './data-source-options.js';
import { silenceLimitOf } from './silence-limit.js';

describe('a database that goes silent', { timeout: 60_000 }, () => {
  let proxy: TcpProxy;
  let dataSource: DataSource;
  beforeEach(async () => {
    proxy = await startTcpProxy(SERVICE_URLS.postgres);
    dataSource = await new DataSource(dataSourceOptions({ url: proxy.url })).initialize();
  });
  afterEach(async () => {
    await proxy.close();
    await dataSource.destroy();
  });

  it('fails the queries that wait for it, and is asked anew on another connection', async () => {
    await dataSource.query('SELECT 1');
    proxy.swallow();
    const startedAt = performance.now();
    await expect(dataSource.query('SELECT 1')).rejects.toThrow('has not answered');
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(10_000);
    expect(tookMs).toBeLessThan(20_000);
    expect(await dataSource.query('SELECT 2 AS two')).toEqual([{ two: 2 }]);
  });

  it('is waited for only some seconds by a process that is told to stop', async () => {
    await dataSource.query('SELECT 1');
    proxy.swallow({ newOnes: true });
    const hanging = dataSource.query('SELECT 1').catch((error: unknown) => error);
    silenceLimitOf(dataSource)!.hurry();
    const startedAt = performance.now();
    expect(String(await hanging)).toContain('has not answered');
    await expect(dataSource.query('SELECT 1')).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('may take its time for what is known to take long', async () => {
    const patient = await new DataSource(patientOptions(dataSource)).initialize();
    expect(silenceLimitOf(patient)).toBeUndefined();
    expect(await patient.query('SELECT pg_sleep(16), 3 AS three')).toMatchObject([{ three: 3 }]);
    await patient.destroy();
  });
});
