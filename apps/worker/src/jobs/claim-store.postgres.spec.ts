import { SEQ_PER_TRY, type RunResult } from '@app/contracts';
import { Submission, UsageMinute } from '@app/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTables, type TestTables } from '../../../../test/support/tables.js';
import { isOutOfTries, LEASE_MS, ClaimStore, type Claim, type Ending } from './claim-store.js';
import { queuedRow } from './testing/queued-row.js';

const RESULT: RunResult = { compilation: null, execution: null };
const ACCEPTED: Ending = { status: 'finished', verdict: 'accepted', result: RESULT };
const WRONG: Ending = { ...ACCEPTED, verdict: 'wrong_answer' };
const STATE = { progress: { done: 1, total: 1 }, eventSeq: SEQ_PER_TRY + 3 };

describe('ClaimStore', () => {
  let tables: TestTables;
  let dataSource: DataSource;
  let store: ClaimStore;

  beforeAll(async () => {
    tables = await createTables();
    dataSource = tables.dataSource;
    store = new ClaimStore(dataSource);
  });
  afterAll(() => tables.drop());

  const insert = async () => {
    const row = queuedRow({ kind: 'run', program: { language: 'c', source: 'a\0b' } });
    await dataSource.getRepository(Submission).insert(row);
    return row.id;
  };
  const read = (id: string) => dataSource.getRepository(Submission).findOneByOrFail({ id });
  const claimed = async (): Promise<Claim> => (await store.claim(await insert()))!;
  /** As if the worker had been dead for longer than the lease. */
  const letLapse = (id: string) =>
    dataSource.query(`UPDATE submission SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);

  it('gives a submission to exactly one of twenty who want it', async () => {
    const id = await insert();
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(id)));
    const won = claims.filter((claim) => claim !== null);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ submissionId: id, tries: 1, request: { program: { source: 'a\0b' } } });
    const row = await read(id);
    expect(row).toMatchObject({
      status: 'running',
      claimId: won[0]!.claimId,
      tries: 1,
      eventSeq: SEQ_PER_TRY,
    });
    expect(row.leaseUntil!.getTime() - row.startedAt!.getTime()).toBe(LEASE_MS);
    expect(won[0]!.startedAt).toEqual(row.startedAt);
  });

  it('gives a stress job that came without a seed one that its outcome can name, and leaves the others theirs', async () => {
    const program = { language: 'c', source: '' };
    const request = {
      kind: 'stress' as const,
      reference: program,
      candidate: program,
      generator: { clex: 'N' },
    };
    const claimOf = async (row: Submission) => {
      await dataSource.getRepository(Submission).insert(row);
      return (await store.claim(row.id))!.request;
    };
    const seeds = [await claimOf(queuedRow(request)), await claimOf(queuedRow(request))].map(
      (drawn) => 'seed' in drawn && drawn.seed,
    );
    expect(seeds).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
    expect(seeds[0]).not.toBe(seeds[1]);
    expect(await claimOf(queuedRow({ ...request, seed: '0' }))).toMatchObject({ seed: '0' });
  });

  it('counts one try when the answer to a claim is lost and it asks again', async () => {
    const id = await insert();
    const query = dataSource.query.bind(dataSource);
    const spied = vi.spyOn(dataSource, 'query').mockImplementationOnce(async (...args) => {
      await query(...(args as Parameters<typeof query>));
      throw new Error('Connection terminated unexpectedly');
    });
    const claim = (await store.claim(id))!;
    spied.mockRestore();
    expect(claim).toMatchObject({ tries: 1 });
    expect(await read(id)).toMatchObject({ tries: 1, eventSeq: SEQ_PER_TRY, claimId: claim.claimId });
    expect(await store.finish(claim, ACCEPTED, STATE)).not.toBeNull();
  });

  it('does nothing for a submission that is finished, cancelled or not there', async () => {
    const claim = await claimed();
    await store.finish(claim, ACCEPTED, STATE);
    expect(await store.claim(claim.submissionId)).toBeNull();
    const cancelled = await insert();
    await dataSource.getRepository(Submission).update(cancelled, { status: 'cancelled' });
    expect(await store.claim(cancelled)).toBeNull();
    expect(await store.claim('0192f0c1-2345-7000-8000-000000000000')).toBeNull();
  });

  it('lets another worker take over when the lease has lapsed, and drops what the first one brings', async () => {
    const first = await claimed();
    await letLapse(first.submissionId);
    const second = (await store.claim(first.submissionId))!;
    expect(second.tries).toBe(2);
    expect(second.startedAt).toEqual(first.startedAt);
    expect(await store.renew(first, STATE)).toBe(false);
    expect(await store.finish(first, WRONG, STATE)).toBeNull();
    expect(await store.release(first, true)).toBe(false);
    expect(await store.finish(second, ACCEPTED, STATE)).not.toBeNull();
    expect(await read(first.submissionId)).toMatchObject({ status: 'finished', verdict: 'accepted' });
  });

  it('keeps a renewed lease from lapsing, and shows progress', async () => {
    const claim = await claimed();
    await letLapse(claim.submissionId);
    expect(await store.renew(claim, { progress: { done: 4, total: 9 }, eventSeq: 77 })).toBe(true);
    expect(await store.claim(claim.submissionId)).toBeNull();
    expect(await read(claim.submissionId)).toMatchObject({ progressDone: 4, progressTotal: 9, eventSeq: 77 });
  });

  it('stores an outcome once', async () => {
    const claim = await claimed();
    expect(
      await store.finish(claim, { ...ACCEPTED, result: { ...RESULT, error: 'NUL \0' } }, STATE),
    ).not.toBeNull();
    expect(await store.finish(claim, WRONG, STATE)).toBeNull();
    const row = await read(claim.submissionId);
    expect(row).toMatchObject({
      status: 'finished',
      verdict: 'accepted',
      claimId: null,
      leaseUntil: null,
      eventSeq: STATE.eventSeq,
      result: { ...RESULT, error: 'NUL \0' },
    });
    expect(row.finishedAt!.getTime()).toBeGreaterThanOrEqual(row.startedAt!.getTime());
  });

  it('drops the outcome of a submission that was cancelled meanwhile', async () => {
    const claim = await claimed();
    await dataSource
      .getRepository(Submission)
      .update(claim.submissionId, { status: 'cancelled', claimId: null });
    expect(await store.renew(claim, STATE)).toBe(false);
    expect(await store.finish(claim, ACCEPTED, STATE)).toBeNull();
    expect(await read(claim.submissionId)).toMatchObject({
      status: 'cancelled',
      verdict: null,
      result: null,
    });
  });

  it('stores a cancelled job once, with or without something found', async () => {
    for (const result of [RESULT, null]) {
      const claim = await claimed();
      expect(await store.finish(claim, { status: 'cancelled', verdict: null, result }, STATE)).not.toBeNull();
      expect(await store.finish(claim, ACCEPTED, STATE)).toBeNull();
      expect(await read(claim.submissionId)).toMatchObject({
        status: 'cancelled',
        verdict: null,
        result,
        claimId: null,
        finishedAt: expect.any(Date),
      });
    }
  });

  describe('what a job has used', () => {
    const usedBy = async (key: string) =>
      (await dataSource.getRepository(UsageMinute).findBy({ key })).reduce((sum, row) => sum + row.usedMs, 0);
    const claimedBy = async (usageKey: string, addressKey: string): Promise<Claim> => {
      const { submissionId: id } = await claimed();
      await dataSource.getRepository(Submission).update(id, { usageKey, addressKey, status: 'queued' });
      return (await store.claim(id))!;
    };

    it('is charged to its user and its address, piece by piece', async () => {
      const claim = await claimedBy('user:a', 'address:a');
      await store.renew(claim, STATE, 2_000);
      await store.renew(claim, STATE, 1_000);
      await store.finish(claim, ACCEPTED, STATE, { usedMs: 500 });
      expect([await usedBy('user:a'), await usedBy('address:a')]).toEqual([3_500, 3_500]);
    });

    it('is charged once where the address is all that is known', async () => {
      const claim = await claimedBy('address:b', 'address:b');
      await store.finish(claim, ACCEPTED, STATE, { usedMs: 500 });
      expect(await usedBy('address:b')).toBe(500);
    });

    it('is not charged with a claim that is no longer in force, but can be without one', async () => {
      const claim = await claimedBy('user:c', 'address:c');
      await dataSource.getRepository(Submission).update(claim.submissionId, { status: 'cancelled' });
      expect(await store.renew(claim, STATE, 700)).toBe(false);
      expect(await store.finish(claim, ACCEPTED, STATE, { usedMs: 700 })).toBeNull();
      expect(await usedBy('user:c')).toBe(0);
      await store.charge(claim.submissionId, 700);
      expect([await usedBy('user:c'), await usedBy('address:c')]).toEqual([700, 700]);
    });

    it('adds up, however many jobs of several users of one address end at the same time', async () => {
      const claims = await Promise.all(
        Array.from({ length: 40 }, (_, n) => claimedBy(`user:d${n % 4}`, 'address:d')),
      );
      const ends = claims.map((claim) => store.finish(claim, ACCEPTED, STATE, { usedMs: 10 }));
      expect(await Promise.all(ends)).not.toContain(false);
      expect([await usedBy('user:d0'), await usedBy('address:d')]).toEqual([100, 400]);
    });
  });

  it('can be claimed at once after it was given back', async () => {
    const claim = await claimed();
    expect(await store.release(claim, true)).toBe(true);
    expect(await store.claim(claim.submissionId)).toMatchObject({ tries: 2 });
  });

  it('gives a submission its last try only to a worker that has nothing else in hand', async () => {
    const id = await insert();
    for (let tries = 1; tries <= 2; tries++) {
      expect(await store.waitsForLastTry(id)).toBe(false);
      expect(await store.claim(id, false)).toMatchObject({ tries });
      await letLapse(id);
    }
    expect(await store.claim(id, false)).toBeNull();
    expect(await store.waitsForLastTry(id)).toBe(true);
    expect(await store.claim(id, true)).toMatchObject({ tries: 3 });
    expect(await store.waitsForLastTry(id)).toBe(false);
    await letLapse(id);
    // Nothing is run any more: it is only given up.
    expect(await store.claim(id, false)).toMatchObject({ tries: 4 });
  });

  it('knows when a job was begun too often', () => {
    expect([1, 2, 3, 4].map((tries) => isOutOfTries({ tries, handedBack: 0 }))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([4, 5, 6].map((tries) => isOutOfTries({ tries, handedBack: 2 }))).toEqual([false, false, true]);
  });
});
