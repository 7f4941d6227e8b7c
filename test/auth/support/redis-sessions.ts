import { createClient } from 'redis';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { logInAsAdmin, sessionIdOf } from './client.js';

/**
 * Resolves once an api writes to a Redis that was away what it tells other replicas: sessions, and which sockets are to be
 * closed. These have a connection of their own, which comes back when it likes; /health_check tells of others.
 */
export async function tellsReplicas(base: string, redisUrl: string): Promise<void> {
  const operator = createClient({ url: redisUrl });
  await operator.connect();
  try {
    // No other replica hears of this session: only this one can put it there, and does when it is asked who that is.
    const cookie = await logInAsAdmin(base);
    await eventually(async () => {
      await (await fetch(`${base}/api/v1/session`, { headers: { cookie } })).arrayBuffer();
      expect(await operator.exists(`cpast:session:${sessionIdOf(cookie)}`)).toBe(1);
    });
  } finally {
    operator.destroy();
  }
}
