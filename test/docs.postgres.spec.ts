import { ENTITIES, dataSourceOptions } from '@app/database';
import { JobQueues } from '@app/queue';
import { YAML11_SCHEMA, load } from 'js-yaml';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/migrate.js';
import { MIGRATIONS } from '../src/migrations/index.js';
import { ROOT } from './support/docker.js';
import { createDatabase, type TestDatabase } from './support/services.js';

const scaling = readFileSync(join(ROOT, 'docs/scaling.md'), 'utf8');

/** The code blocks of a language below a heading. */
function blocksOf(heading: string, language: string): string[] {
  const [, section = ''] = new RegExp(`\\n## ${heading}\\n([^]*?)(?=\\n## |$)`).exec(scaling) ?? [];
  return [...section.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    (match) => match[1]!,
  );
}

describe('docs/scaling.md', () => {
  let database: TestDatabase;
  let source: DataSource;
  const sql = (text: string, ...values: unknown[]) => source.query<Record<string, unknown>[]>(text, values);

  beforeAll(async () => {
    database = await createDatabase();
    source = await new DataSource({
      ...dataSourceOptions({ url: database.url }),
      migrations: MIGRATIONS,
    }).initialize();
    await migrate(source);
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
  });

  const DAY_MS = 24 * 3_600_000;
  /** Inserts as the api does. @returns whether there was a row to insert */
  async function insert(
    daysAgo: number,
    status = 'finished',
    idempotencyKey: string | null = null,
  ): Promise<boolean> {
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    const rows = await sql(
      `INSERT INTO submission (id, kind, status, request, request_hash, owner_id, idempotency_key, created_at, finished_at)
       VALUES ($1, 'run', $2, '{}', 'x', 'somebody', $3, $4, $4) ON CONFLICT DO NOTHING RETURNING id`,
      uuidv7({ msecs: at.getTime() }),
      status,
      idempotencyKey,
      at,
    );
    return rows.length === 1;
  }
  const count = async () => Number((await sql('SELECT count(*) FROM submission'))[0]!.count);

  it('removes what is old and final, and nothing else', async () => {
    for (const days of [400, 91, 89, 0]) await insert(days);
    await insert(200, 'queued');
    for (const block of blocksOf('Retention', 'sql')) await sql(block);
    const left = await sql('SELECT status, created_at FROM submission ORDER BY id');
    expect(left.map(({ status }) => status)).toEqual(['queued', 'finished', 'finished']);
  });

  it('makes partitions of the table without losing a row, a column or an index', async () => {
    const before = await count();
    const [divide, daily] = blocksOf('Partitions', 'sql');
    await sql(divide!);
    await sql(daily!);
    await sql(daily!);
    expect(await count()).toBe(before);
    const partitions = await sql(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'submission'::regclass`,
    );
    expect(partitions.length).toBe(2 + 7);
    // The code finds the schema that its entities describe, but for the one index that cannot span partitions.
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(
      upQueries.map(({ query }) => query).filter((query) => !query.includes('submission_idempotency')),
    ).toEqual([]);
  });

  it('keeps rows of each day in the partition of that day, and keys unique in it', async () => {
    const partitionOf = async (daysAgo: number) => {
      const key = randomUUID();
      expect(await insert(daysAgo, 'finished', key)).toBe(true);
      expect(await insert(daysAgo, 'finished', key)).toBe(false);
      const [row] = await sql(
        'SELECT tableoid::regclass::text AS name FROM submission WHERE idempotency_key = $1',
        key,
      );
      return row!.name;
    };
    expect(await partitionOf(0)).toBe('submission_before');
    expect(await partitionOf(-3)).toMatch(/^submission_\d{4}_\d\d_\d\d$/);
    expect(await partitionOf(-30)).toBe('submission_rest');
  });

  it('works for the code, which knows nothing of partitions', async () => {
    const repository = source.getRepository(ENTITIES.find(({ name }) => name === 'Submission')!);
    const [some] = await repository.find({ take: 1 });
    const { id } = some as { id: string };
    expect((await repository.update({ id }, { verdict: 'accepted' } as never)).affected).toBe(1);
    expect(await repository.findOneBy({ id } as never)).toMatchObject({ verdict: 'accepted' });
  });

  it('names the queues that there are', () => {
    const queues = new JobQueues('cpast');
    const [scaled] = blocksOf('Autoscaling with KEDA', 'yaml').map((text) =>
      load(text, { schema: YAML11_SCHEMA }),
    );
    const { triggers } = (scaled as { spec: { triggers: { metadata: { queueName?: string } }[] } }).spec;
    const named = triggers.flatMap(({ metadata }) => metadata.queueName ?? []);
    expect(named).toEqual([queues.waiting('interactive'), queues.waiting('batch')]);
    for (const name of scaling.match(/cpast\.jobs\.v1\.\w+/g)!) expect(queues.names).toContain(name);
  });
});

describe('links in the documentation', () => {
  const folders = ['', 'docs', 'docs/decisions'];
  const pages = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );

  it.each(pages)('%s links to files that exist', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
  });
});
