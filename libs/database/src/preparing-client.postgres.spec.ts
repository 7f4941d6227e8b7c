import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/support/services.js';
import { dataSourceOptions } from './data-source-options.js';
import { PreparingClient } from './preparing-client.js';

describe('statements that come again and again', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase();
    dataSource = await new DataSource(dataSourceOptions({ url: database.url })).initialize();
    await dataSource.query('CREATE TABLE thing (id int PRIMARY KEY, size int)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const PREPARED = 'SELECT statement FROM pg_prepared_statements';
  /** On one connection, and `often` times. */
  const ask = async (often: number, sql: string, parameters: unknown[]) => {
    const runner = dataSource.createQueryRunner();
    try {
      for (let n = 1; n < often; n += 1) await runner.query(sql, parameters);
      const rows: unknown = await runner.query(sql, parameters);
      const prepared = (await runner.query(PREPARED)) as { statement: string }[];
      return { rows, prepared: prepared.map(({ statement }) => statement) };
    } finally {
      await runner.release();
    }
  };

  it('are prepared, others are not', async () => {
    const [often, rarely] = ['SELECT $1::int + 1 AS n', 'SELECT $1::int + 2 AS n'];
    const [first, second] = [await ask(4, often, [1]), await ask(2, rarely, [1])];
    expect(first).toMatchObject({ rows: [{ n: 2 }], prepared: expect.arrayContaining([often]) });
    expect(second.rows).toEqual([{ n: 3 }]);
    expect(second.prepared).not.toContain(rarely);
  });

  it('answer with what the table has now, also after its columns have changed', async () => {
    await ask(4, 'SELECT * FROM thing WHERE id = $1', [1]);
    await dataSource.query('ALTER TABLE thing ADD COLUMN name text');
    await dataSource.query(`INSERT INTO thing VALUES (1, 2, 'three')`);
    const { rows } = await ask(4, 'SELECT * FROM thing WHERE id = $1', [1]);
    expect(rows).toEqual([{ id: 1, size: 2, name: 'three' }]);
  });

  it('fail as they did, and go on after that', async () => {
    const divide = (by: number) => ask(4, 'SELECT 1 / $1::int AS n', [by]);
    expect((await divide(1)).rows).toEqual([{ n: 1 }]);
    await expect(divide(0)).rejects.toThrow('division by zero');
    expect((await divide(1)).rows).toEqual([{ n: 1 }]);
  });

  it('of a connection that breaks while nothing listens to it fail, and the process goes on', async () => {
    const client = new PreparingClient(database.url);
    await client.connect();
    const { rows } = await (client.query('SELECT pg_backend_pid() AS pid') as Promise<{
      rows: [{ pid: number }];
    }>);
    const broken = new Promise<void>((resolve) => client.once('end', resolve));
    await dataSource.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
    await broken;
    await expect(client.query('SELECT 1')).rejects.toThrow('not queryable');
  });
});
