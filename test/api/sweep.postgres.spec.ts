import type { RunRequest } from '@app/contracts';
import { Submission } from '@app/database';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SweepLease } from '../../apps/api/src/features/scheduling/sweep-lease.js';
import { Sweep } from '../../apps/api/src/features/scheduling/sweep.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { eventually } from '../support/eventually.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const ago = (ms: number) => new Date(Date.now() - ms);

describe('the sweep', () => {
  let database: TestDatabase;
  let api: TestApi;
  let published: ReturnType<typeof vi.spyOn>;
  const start = async (worker: boolean) => {
    api = await startTestApi({ database, worker });
    published = vi.spyOn(api.queue.jobs, 'publish');
  };
  const rows = () => database.dataSource.getRepository(Submission);
  const sweep = () => api.app.get(Sweep).sweep();
  const publishedIds = () =>
    (published.mock.calls as [{ submissionId: string }][]).map(([job]) => job.submissionId);
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => api.close());

  it('lets a row be stored although the queue does not take it, and publishes it later', async () => {
    await start(true);
    published.mockRejectedValueOnce(new Error('the broker is away'));
    const { id } = await api.submit(RUN);
    expect((await api.read(id)).status).toBe('queued');
    expect(await sweep()).toBe(1);
    await eventually(async () => expect((await api.read(id)).status).toBe('finished'));
    expect(await sweep()).toBe(0);
  });

  it('lets a row be stored although neither the queue takes it nor the database hears of that, and publishes it later', async () => {
    await start(true);
    published.mockRejectedValueOnce(new Error('the broker is away'));
    await database.dataSource.query(`
      CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER test_refuse BEFORE UPDATE ON submission
        FOR EACH ROW WHEN (NEW.published_at IS NULL) EXECUTE FUNCTION test_refuse()`);
    const { id } = await api.submit(RUN);
    await database.dataSource.query(`DROP TRIGGER test_refuse ON submission`);
    expect((await rows().findOneByOrFail({ id })).publishedAt).not.toBeNull();
    await rows().update(id, { publishedAt: ago(120_000) });
    expect(await sweep()).toBe(1);
    await eventually(async () => expect((await api.read(id)).status).toBe('finished'));
  });

  it('publishes again what the queue seems to have lost, but not what it was given just now', async () => {
    await start(false);
    const lost = await api.submit(RUN);
    const fresh = await api.submit(RUN);
    published.mockClear();
    await rows().update(lost.id, { publishedAt: ago(120_000) });
    expect(await sweep()).toBe(1);
    expect(publishedIds()).toEqual([lost.id]);
    expect(fresh.id).not.toBe(lost.id);
  });

  it('publishes what a dead worker had in hand, once its lease is over', async () => {
    await start(false);
    const { id } = await api.submit(RUN);
    await rows().update(id, {
      status: 'running',
      publishedAt: ago(30_000),
      leaseUntil: new Date(Date.now() + 5_000),
    });
    expect(await sweep()).toBe(0);
    await rows().update(id, { leaseUntil: ago(1_000) });
    published.mockClear();
    expect(await sweep()).toBe(1);
    expect(publishedIds()).toEqual([id]);
    expect(await sweep()).toBe(0);
  });

  it('never publishes what is final', async () => {
    await start(false);
    const { id } = await api.submit(RUN);
    await rows().update(id, { status: 'cancelled', publishedAt: ago(3_600_000), leaseUntil: ago(3_600_000) });
    expect(await sweep()).toBe(0);
  });

  it('takes up at a start what the process before had in its queue', async () => {
    await start(false);
    const { id } = await api.submit(RUN);
    const before = api;
    await before.app.close();
    await before.queue.close();
    await start(true);
    await eventually(async () => expect((await api.read(id)).status).toBe('finished'));
  });

  it('publishes each row once when two replicas sweep at the same time', async () => {
    await start(false);
    const { id } = await api.submit(RUN);
    const model = await rows().findOneByOrFail({ id });
    const { v7 } = await import('uuid');
    const stale = Array.from({ length: 300 }, () => ({ ...model, id: v7(), publishedAt: ago(120_000) }));
    await rows().insert(stale);
    const other = await startTestApi({ database, worker: false, keepDatabase: true });
    // A start publishes, too; from here on only sweeps do.
    await other.app.get(Sweep).settled();
    await rows().updateAll({ publishedAt: ago(120_000) });
    published.mockClear();
    const publishedByOther = vi.spyOn(other.queue.jobs, 'publish');
    try {
      await Promise.all([sweep(), other.app.get(Sweep).sweep()]);
      const ids = [...publishedIds(), ...publishedByOther.mock.calls.map(([job]) => job.submissionId)];
      expect(ids.sort()).toEqual([id, ...stale.map((row) => row.id)].sort());
    } finally {
      await other.close();
    }
  });

  it("is one replica's at a time: the other has its turn when that one leaves, or is gone for some seconds", async () => {
    await start(false);
    const [one, other] = [new SweepLease(database.dataSource), new SweepLease(database.dataSource)];
    expect([await one.hold(), await other.hold(), await one.hold()]).toEqual([true, false, true]);
    await other.release();
    expect(await other.hold()).toBe(false);
    await one.release();
    expect([await other.hold(), await one.hold()]).toEqual([true, false]);
    await database.dataSource.query(`UPDATE "lease" SET "held_until" = now() - interval '1 millisecond'`);
    const turns = await Promise.all([one.hold(), new SweepLease(database.dataSource).hold()]);
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  it('gets through many rows', async () => {
    await start(false);
    const { id } = await api.submit(RUN);
    const model = await rows().findOneByOrFail({ id });
    const { v7 } = await import('uuid');
    await rows().insert(Array.from({ length: 450 }, () => ({ ...model, id: v7(), publishedAt: null })));
    published.mockClear();
    expect(await sweep()).toBe(450);
    expect(new Set(publishedIds()).size).toBe(450);
  });
});
