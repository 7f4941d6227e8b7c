import type { RunRequest } from '@app/contracts';
import { dataSourceOptions } from '@app/database';
import { PGlite } from '@electric-sql/pglite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WireFront } from '../../apps/api/src/platform/database/embedded/wire-front.js';
import { migrate } from '../../src/migrate.js';
import { MIGRATIONS } from '../../src/migrations/index.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' }, stdin: '\0' };

describe('the api on the embedded database', () => {
  let api: TestApi;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cpast-embedded-'));
    const database = await PGlite.create();
    const front = new WireFront(database);
    await front.listen(join(directory, '.s.PGSQL.5432'));
    const dataSource = await new DataSource({
      ...dataSourceOptions({ socketDir: directory }),
      migrations: MIGRATIONS,
    }).initialize();
    await migrate(dataSource);
    const drop = async () => {
      await dataSource.destroy();
      await front.close();
      await database.close();
    };
    api = await startTestApi({ database: { url: '', dataSource, drop } });
  });
  afterAll(async () => {
    await api.close();
    await rm(directory, { recursive: true });
  });

  it('keeps many submissions at the same time apart', async () => {
    const sources = Array.from({ length: 40 }, (_, n) => `print(${n})${n % 10 ? '' : ' '.repeat(200_000)}`);
    const views = await Promise.all(
      sources.map((source) => api.judge({ ...RUN, program: { language: 'python', source } })),
    );
    for (const [index, view] of views.entries()) {
      expect(view).toMatchObject({ status: 'finished', verdict: 'accepted' });
      expect(view.request).toEqual({ ...RUN, program: { language: 'python', source: sources[index] } });
      expect(await api.read(view.id)).toEqual(view);
    }
  });

  it('creates one submission for many requests with one Idempotency-Key', async () => {
    const create = () => api.post('/api/v1/submissions', RUN, { 'idempotency-key': 'once' });
    const answers = await Promise.all(Array.from({ length: 20 }, create));
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('lists, pages and cancels', async () => {
    api.script = () => 'hold';
    const { id } = (await (await api.post('/api/v1/submissions', RUN)).json()) as { id: string };
    const page = (await (await api.get('/api/v1/submissions?limit=5')).json()) as {
      items: { id: string }[];
    };
    expect(page.items[0]!.id).toBe(id);
    expect((await api.delete(`/api/v1/submissions/${id}`)).status).toBe(200);
  });
});
