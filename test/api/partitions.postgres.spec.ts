import type { RunRequest } from '@app/contracts';
import { Submission } from '@app/database';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const HOUR_MS = 3_600_000;

/** The statements of docs/scaling.md that begin so. */
function documented(beginning: string): string {
  const text = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
  const found = [...text.matchAll(/```sql\n(.*?)```/gs)]
    .map(([, sql]) => sql!)
    .filter((sql) => sql.includes(beginning));
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** What comes from now on goes into another partition, as if midnight had just passed. */
async function passMidnight(api: TestApi): Promise<void> {
  const tomorrow = `date_trunc('day', now()) + interval '1 day'`;
  const sql = documented('submission_rest PARTITION OF');
  expect(sql).toContain(tomorrow);
  await api.database.dataSource.query(documented('CREATE OR REPLACE FUNCTION submission_id_at'));
  await api.database.dataSource.query(sql.replace(tomorrow, `now() + interval '1 millisecond'`));
}

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

it('an Idempotency-Key holds for a day, also when its day has another partition than the next', async () => {
  const partitionOf = async (id: string) => {
    const sql = `SELECT tableoid::regclass::text AS "name" FROM "submission" WHERE "id" = $1`;
    const [row] = await api.database.dataSource.query<[{ name: string }]>(sql, [id]);
    return row.name;
  };
  const key = { 'idempotency-key': 'k' };
  const again = async (stdin?: string) => api.submit({ ...RUN, ...(stdin && { stdin }) }, key);
  const first = await again();
  await passMidnight(api);
  expect(await partitionOf(first.id)).toBe('submission_before');
  expect(await partitionOf((await api.submit(RUN)).id)).toBe('submission_rest');

  const answers = await Promise.all(Array.from({ length: 10 }, () => again()));
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([first.id]));
  const other = await api.post('/api/v1/submissions', { ...RUN, stdin: 'another' }, key);
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' });

  const rows = api.database.dataSource.getRepository(Submission);
  await rows.update(first.id, { createdAt: new Date(Date.now() - 24 * HOUR_MS) });
  const next = await Promise.all(Array.from({ length: 10 }, () => again('another')));
  expect(new Set(next.map(({ id }) => id)).size).toBe(1);
  expect(await partitionOf(next[0]!.id)).toBe('submission_rest');
  expect((await again('another')).id).toBe(next[0]!.id);
});
