import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/support/eventually.js';
import { startRedis, type PrivateService } from '../../../../test/support/private-services.js';
import { SERVICE_URLS, uniqueName } from '../../../../test/support/services.js';
import { itIsACache } from '../testing/cache-conformance.js';
import type { Cache } from './cache.js';
import { openCache } from './open-cache.js';

describe('the cache in Redis', () => {
  const redisPrefix = uniqueName();
  let cache: Cache;
  beforeAll(async () => {
    cache = await openCache({ redisUrl: SERVICE_URLS.redis, redisPrefix });
  });
  afterAll(() => cache.close());

  it('gives back what was set, under its prefix and for its time', async () => {
    await cache.set('key', { list: [1] }, 60_000);
    expect(await cache.get('key')).toEqual({ list: [1] });
    const client = await createClient({ url: SERVICE_URLS.redis }).connect();
    const keys = await client.keys(`${redisPrefix}:*`);
    expect(keys).toHaveLength(1);
    const ttlMs = await client.pTTL(keys[0]!);
    expect(ttlMs).toBeGreaterThan(50_000);
    expect(ttlMs).toBeLessThanOrEqual(60_000);
    await cache.delete('key');
    expect(await client.keys(`${redisPrefix}:*`)).toEqual([]);
    expect(await cache.get('key')).toBeUndefined();
    client.destroy();
  });

  itIsACache(() => cache);

  it('says at start within ten seconds when there is no Redis', async () => {
    await expect(openCache({ redisUrl: 'redis://127.0.0.1:1', redisPrefix })).rejects.toThrow('REDIS_URL');
  });

  it('says so, too, when something accepts the connection and never answers', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await expect(openCache({ redisUrl: `redis://127.0.0.1:${port}`, redisPrefix })).rejects.toThrow(
      'REDIS_URL',
    );
    await promisify(silent.close.bind(silent))();
  }, 15_000);

  it('counts as empty while Redis is away, answers quickly, and comes back by itself', async () => {
    const server: PrivateService = await startRedis();
    const other = await openCache({ redisUrl: server.url, redisPrefix });
    try {
      await other.set('key', 1, 60_000);
      await server.stop('SIGKILL');
      const startedAt = performance.now();
      expect(await other.get('key')).toBeUndefined();
      await other.set('key', 2, 60_000);
      await other.delete('key');
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(other.isAvailable).toBe(false);
      await server.start();
      await eventually(async () => {
        await other.set('key', 3, 60_000);
        expect(await other.get('key')).toBe(3);
      });
      expect(other.isAvailable).toBe(true);
    } finally {
      await other.close();
      await server.remove();
    }
  });

  it('counts as empty while Redis does not answer: one call waits for that, the others do not', async () => {
    const server: PrivateService = await startRedis();
    const other = await openCache({ redisUrl: server.url, redisPrefix });
    try {
      await other.set('key', 1, 60_000);
      server.pause();
      const startedAt = performance.now();
      for (let n = 0; n < 20; n++) expect(await other.get('key')).toBeUndefined();
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      expect(other.isAvailable).toBe(false);
      server.resume();
      await eventually(() => expect(other.isAvailable).toBe(true));
      expect(await other.get('key')).toBe(1);
    } finally {
      await other.close();
      await server.remove();
    }
  });
});
