import './register.js';
import { BlobCache, PostgresBlobs } from '@app/blobs';
import { openMemoryCache } from '@app/results';
import type { Program, SubmissionRequest } from '@app/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeRunner } from '../../apps/worker/src/kinds/testing/fake-runner.js';
import { startWorker, type RunningWorker } from '../../apps/worker/src/worker.setup.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { LANGUAGES } from '../support/scripted-worker.js';

/** The real worker, whose programs are functions in this process. */
class PythonInProcess extends FakeRunner {
  override languages() {
    return LANGUAGES;
  }
  override prepare(program: Program, signal?: AbortSignal) {
    return super.prepare({ ...program, language: 'fake' }, signal);
  }
}

describe('a kind and a checker that stand in the tables, and nowhere else', () => {
  let api: TestApi;
  let worker: RunningWorker;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpast-toys-'));
    api = await startTestApi({ worker: false });
    const { dataSource } = api.database;
    worker = await startWorker({
      queue: api.queue,
      runner: new PythonInProcess({ echo: (stdin) => stdin }),
      slots: 1,
      cache: openMemoryCache(),
      blobs: new BlobCache(new PostgresBlobs(dataSource), folder),
      dataSource,
    });
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
    await rm(folder, { recursive: true });
  });

  const program = { language: 'python', source: 'echo' };
  const shout = (more: object) => ({ kind: 'shout', program, ...more }) as unknown as SubmissionRequest;

  it('takes a submission of the kind, queues it, does it and shows its result', async () => {
    const view = await api.judge(shout({ text: 'hello', name: 'loud' }));
    expect(view).toMatchObject({
      kind: 'shout',
      name: 'loud',
      status: 'finished',
      verdict: 'accepted',
      progress: { done: 1, total: 1 },
      request: { kind: 'shout', program, text: 'hello' },
      result: { compilation: null, shouted: 'HELLO' },
    });
    const list = await api.get('/api/v1/submissions?kind=shout');
    expect(await list.json()).toMatchObject({ items: [{ id: view.id, kind: 'shout' }] });
  });

  it('refuses a request that is not of the shape of the kind, and names the field', async () => {
    const answer = await api.post('/api/v1/submissions', shout({ text: 7 }));
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'invalid_request', errors: [{ field: 'text' }] },
    ]);
    const unknown = await api.post('/api/v1/submissions', { kind: 'whisper' });
    expect(await unknown.json()).toMatchObject({
      errors: [{ field: 'kind', message: expect.stringContaining('interact, shout') }],
    });
  });

  it('shows the kind in the documentation', async () => {
    const docs = (await (await api.get('/api/v1/docs/openapi.json')).json()) as {
      components: { schemas: object };
    };
    expect(Object.keys(docs.components.schemas)).toContain('ShoutSubmissionDto');
  });

  it('has outputs judged by the checker', async () => {
    const tests = [
      { input: 'hello', expectedOutput: 'HELLO' },
      { input: 'hello', expectedOutput: 'goodbye' },
    ];
    const request = { kind: 'judge', program, tests, checker: { type: 'softly' } };
    const view = await api.judge(request as unknown as SubmissionRequest);
    expect(view).toMatchObject({
      verdict: 'wrong_answer',
      result: { tests: [{ verdict: 'accepted' }, { verdict: 'wrong_answer', message: 'not even softly' }] },
    });
  });
});
