import { createClient } from 'redis';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.js';
import type { TestApp } from '../../support/app.js';
import { sessionIdOf } from '../../support/sessions.js';

/**
 * Resolves once an api writes to a Redis that was away what it tells other replicas: sessions, and which
 * sockets are to be closed. These have a connection of their own, which comes back when it likes;
 * /health_check tells of others.
 */
export async function tellsReplicas(app: TestApp, redisUrl: string): Promise<void> {
  const operator = createClient({ url: redisUrl });
  await operator.connect();
  try {
    // No other replica hears of this session: only this one can put it there, and does when it is asked who
    // that is.
    const cookie = await app.logInAsAdmin();
    await eventually(async () => {
      await (await app.get('/api/v1/session', { cookie })).arrayBuffer();
      expect(await operator.exists(`cpast:session:${sessionIdOf(cookie)}`)).toBe(1);
    });
  } finally {
    operator.destroy();
  }
}
