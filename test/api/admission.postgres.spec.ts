import type { JobPriority } from '@app/contracts';
import type { Submission } from '@app/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queuedRow } from '../../apps/worker/src/jobs/testing/queued-row.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Admission, type Admitted } from '../../apps/api/src/features/scheduling/admission.js';
import { DomainError } from '../../apps/api/src/platform/problem/domain-error.js';
import { WorkerAllowance } from '../../apps/api/src/features/scheduling/worker-allowance.js';
import { lookAtUsage } from '../../apps/api/src/features/scheduling/usage.js';
import { insertAdmitted } from '../../apps/api/src/features/submissions/create/insert-admitted.js';

const ROUNDS = 40;
const BATCH = 5;
const LANGUAGES = [['python'], ['cpp'], ['cpp', 'python'], ['cobol']];
const USER = { usageKey: 'user:1', addressKey: 'address:192.0.2.1' };
const NEIGHBOUR = { usageKey: 'user:2', addressKey: 'address:192.0.2.1' };
const ALLOWANCE = new WorkerAllowance([{ slots: 2, languages: new Set(['python', 'cpp']) }], null);
const ALLOWED = {
  user: { waiting: 4, usedMs: Infinity, shares: 1 },
  address: { waiting: 7, usedMs: Infinity, shares: 4 },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Park and Miller; the states are drawn anew each time and the same in every run. */
let state = 20_261_129;
const below = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
const one = <T>(items: readonly T[]): T => items[below(items.length)]!;

const drawRow = (payers: typeof USER): Submission => ({
  ...queuedRow({ kind: 'run', program: { language: 'python', source: '' } }),
  ...payers,
  languages: one(LANGUAGES),
  priority: one<JobPriority>(['interactive', 'batch']),
});

const decided = (admission: Admission, row: Submission): Admitted | 'refused' => {
  try {
    return admission.admit(row);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return 'refused';
  }
};

it('one statement decides about jobs as the admission does, whatever their user and address have', async () => {
  const { dataSource } = database;
  for (let round = 0; round < ROUNDS; round += 1) {
    await dataSource.query('DELETE FROM "submission"');
    for (const payers of [USER, NEIGHBOUR])
      for (let n = below(6); n > 0; n -= 1) {
        const publishedAt = below(2) === 0 ? new Date() : null;
        await dataSource.getRepository('submission').insert({ ...drawRow(payers), publishedAt });
      }
    const rows = Array.from({ length: BATCH }, () => drawRow(USER));
    const bounds = { user: 100, address: 100 };
    const usage = await lookAtUsage(dataSource.manager, USER, bounds);
    const admission = new Admission(ALLOWANCE, usage, ALLOWED);
    const expected = rows.map((row) => decided(admission, row));
    const terms = { payers: USER, allowance: ALLOWANCE, allowed: ALLOWED, bounds };
    const { rows: found } = await insertAdmitted(
      dataSource.manager,
      terms,
      rows.map((row) => ({
        row,
        callback: null,
        json: below(2) === 0 ? Buffer.from(JSON.stringify(row.request)) : null,
      })),
    );
    expect(
      found.map(({ isRefused, mayGo, priority }) => (isRefused ? 'refused' : { mayGo, priority })),
      `round ${round}`,
    ).toEqual(expected);
    const stored = await dataSource.query<{ id: string; goes: boolean }[]>(
      `SELECT "id", "published_at" IS NOT NULL AS "goes" FROM "submission" WHERE "id" = ANY($1) ORDER BY "id"`,
      [rows.map(({ id }) => id)],
    );
    expect(stored).toEqual(
      found.filter(({ isStored }) => isStored).map(({ id, mayGo }) => ({ id, goes: mayGo })),
    );
  }
});
