import { BlobCache, PostgresBlobs } from '@app/blobs';
import { openMemoryCache } from '@app/results';
import type { SubmissionEvent, SubmissionRequest } from '@app/contracts';
import { Submission } from '@app/database';
import { openInProcessQueue, type QueueBackend } from '@app/queue';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTables, type TestTables } from '../../../test/support/tables.js';
import { fake, FakeRunner } from './kinds/testing/fake-runner.js';
import { queuedRow } from './jobs/testing/queued-row.js';
import { startWorker, type RunningWorker } from './worker.setup.js';

const RUN: SubmissionRequest = { kind: 'run', program: fake('program'), stdin: 'hello' };
const ENDLESS: SubmissionRequest = { kind: 'run', program: fake('endless') };

describe('a worker', () => {
  let tables: TestTables;
  let dataSource: DataSource;
  let queue: QueueBackend;
  let worker: RunningWorker;

  beforeAll(async () => {
    tables = await createTables();
    dataSource = tables.dataSource;
  });
  afterAll(() => tables.drop());
  beforeEach(async () => {
    queue = openInProcessQueue();
    const runner = new FakeRunner({
      program: (stdin) => stdin,
      endless: () => new Promise<string>(() => {}),
    });
    const blobs = new BlobCache(new PostgresBlobs(dataSource), 'not-used');
    worker = await startWorker({ runner, slots: 2, queue, cache: openMemoryCache(), blobs, dataSource });
  });
  afterEach(async () => {
    await worker.close();
    await queue.close();
  });

  const submit = async (request: SubmissionRequest) => {
    const row = queuedRow(request);
    await dataSource.getRepository(Submission).insert(row);
    await queue.jobs.publish({ submissionId: row.id }, 'interactive');
    return row.id;
  };
  const read = (id: string) => dataSource.getRepository(Submission).findOneByOrFail({ id });
  const event = (type: SubmissionEvent['type'], id?: string) =>
    new Promise<SubmissionEvent>((resolve) => {
      const stop = queue.bus.onEvent((news) => {
        if (news.type !== type || (id !== undefined && news.submissionId !== id)) return;
        stop();
        resolve(news);
      });
    });

  it('does jobs from the queue', async () => {
    const finished = event('submission.finished');
    const id = await submit(RUN);
    expect(await finished).toMatchObject({ submissionId: id, status: 'finished', verdict: 'accepted' });
    expect(await read(id)).toMatchObject({ status: 'finished', verdict: 'accepted' });
  });

  it('is free again after a message that names no submission', async () => {
    for (let message = 0; message < 5; message++) {
      await queue.jobs.publish({ submissionId: `nonsense ${message}` }, 'batch');
    }
    const finished = event('submission.finished');
    await submit(RUN);
    expect(await finished).toMatchObject({ verdict: 'accepted' });
  });

  it('gives what it has in hand back when it is closed', async () => {
    const id = await submit(ENDLESS);
    await event('submission.compiled', id);
    await worker.close();
    expect(await read(id)).toMatchObject({ status: 'queued', claimId: null, tries: 1 });
  });

  it('is free for the next job when one is cancelled', async () => {
    const stuck = await Promise.all([submit(ENDLESS), submit(ENDLESS)]);
    for (const id of stuck) while ((await read(id)).status !== 'running');
    const finished = event('submission.finished');
    await submit(RUN);
    await dataSource.getRepository(Submission).update(stuck[0], { status: 'cancelled', claimId: null });
    queue.bus.publishCancel(stuck[0]);
    expect(await finished).toMatchObject({ verdict: 'accepted' });
  });
});
