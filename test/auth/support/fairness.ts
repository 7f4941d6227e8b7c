import type { RunRequest } from '@app/contracts';
import { Submission } from '@app/entities';
import { expect } from 'vitest';
import { Dispatcher } from '../../../apps/api/src/submissions/dispatcher.js';
import { RUN_RESULT, type TestApi } from '../../api/support/app.js';
import { submit } from '../../support/api.js';
import { logInAsAdmin, makeUser } from './client.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const JOB_MS = 25;

/**
 * One user has ten thousand jobs waiting; then two others submit their first. Each is to begin before more of the
 * first user's jobs begin than are in the queue or in hand at that moment, the share.
 */
export async function expectFairness(api: TestApi, share: number): Promise<void> {
  const admin = await logInAsAdmin(api.url);
  const [greedy, second, third] = [
    await makeUser(api.url, admin, 'greedy'),
    await makeUser(api.url, admin, 'second'),
    await makeUser(api.url, admin, 'third'),
  ];
  const begun: string[] = [];
  api.script = async ({ ownerId }) => {
    begun.push(ownerId);
    await new Promise((resolve) => setTimeout(resolve, JOB_MS));
    return { verdict: 'accepted', result: RUN_RESULT };
  };
  const { id } = await submit(api.url, RUN, { cookie: greedy.cookie });
  await api.database.dataSource.query(
    `INSERT INTO "submission" ("id", "kind", "priority", "request", "request_hash", "owner_id", "usage_key",
       "languages", "created_at")
     SELECT gen_random_uuid(), "kind", 'interactive', "request", '', "owner_id", "usage_key", "languages", now()
     FROM "submission", generate_series(1, 10000) WHERE "id" = $1`,
    [id],
  );
  await api.app.get(Dispatcher).releaseAll();
  for (const user of [second, third]) {
    await begins(begun, `user:${greedy.id}`, begun.length + share);
    const before = begun.length;
    await submit(api.url, { ...RUN, stdin: user.username }, { cookie: user.cookie });
    await begins(begun, `user:${user.id}`, before + 1);
    const overtaken = begun.slice(before).indexOf(`user:${user.id}`);
    // Those that were ready, and those that began while the request was on its way.
    expect(overtaken).toBeLessThanOrEqual(2 * share);
  }
  const waiting = await api.database.dataSource.getRepository(Submission).countBy({ status: 'queued' });
  expect(waiting).toBeGreaterThan(8_000);
}

/** Resolves when the jobs of `owner` have begun and there are at least `count` in all. */
async function begins(begun: readonly string[], owner: string, count: number): Promise<void> {
  while (begun.length < count || !begun.slice(-count).includes(owner))
    await new Promise((resolve) => setTimeout(resolve, 5));
}
