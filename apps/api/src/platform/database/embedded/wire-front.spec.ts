import { PGlite } from '@electric-sql/pglite';
import { dataSourceOptions, Submission } from '@app/database';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../../../../src/migrate.js';
import { MIGRATIONS } from '../../../../../../src/migrations/index.js';
import { WireFront } from './wire-front.js';

describe('the wire front of the embedded database', () => {
  let database: PGlite;
  let front: WireFront;
  let host: string;
  const client = async () => {
    const connected = new pg.Client({ host, port: 5432, user: 'postgres', database: 'postgres' });
    connected.on('error', () => {}); // some are cut off on purpose
    await connected.connect();
    return connected;
  };
  beforeAll(async () => {
    host = await mkdtemp(join(tmpdir(), 'cpast-front-'));
    database = await PGlite.create();
    front = new WireFront(database);
    await front.listen(join(host, '.s.PGSQL.5432'));
    await database.exec('CREATE TABLE odd (n int, body text); CREATE TABLE even (n int, body text)');
  });
  afterAll(async () => {
    await front.close();
    await database.close();
    await rm(host, { recursive: true });
  });

  it('never puts a row into the wrong table, whatever many clients send at the same time', async () => {
    const pool = new pg.Pool({ host, port: 5432, user: 'postgres', database: 'postgres', max: 8 });
    const big = 'x'.repeat(300_000);
    const inserts = Array.from({ length: 200 }, (_, n) =>
      pool.query(`INSERT INTO ${n % 2 ? 'odd' : 'even'} (n, body) VALUES ($1, $2)`, [
        n,
        n % 5 ? String(n) : big,
      ]),
    );
    await Promise.all(inserts);
    const { rows } = await pool.query(`SELECT
      (SELECT count(*)::int FROM odd) AS odd, (SELECT count(*)::int FROM even) AS even,
      (SELECT count(*)::int FROM odd WHERE n % 2 = 0) + (SELECT count(*)::int FROM even WHERE n % 2 = 1) AS misplaced`);
    expect(rows).toEqual([{ odd: 100, even: 100, misplaced: 0 }]);
    await pool.end();
  });

  it('keeps transactions of different clients apart', async () => {
    const [first, second] = await Promise.all([client(), client()]);
    await first.query('BEGIN');
    await first.query(`INSERT INTO odd VALUES (1001, 'a')`);
    const outside = second.query('SELECT count(*)::int AS n FROM odd WHERE n = 1001');
    await first.query('ROLLBACK');
    expect((await outside).rows).toEqual([{ n: 0 }]);
    await Promise.all([first.end(), second.end()]);
  });

  it('rolls back what a client that left had open', async () => {
    const leaving = await client();
    await leaving.query('BEGIN');
    await leaving.query(`INSERT INTO odd VALUES (1003, 'a')`);
    (leaving as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    const next = await client();
    expect((await next.query('SELECT count(*)::int AS n FROM odd WHERE n = 1003')).rows).toEqual([{ n: 0 }]);
    await next.end();
  });

  it('goes on after a query that fails, also inside of a transaction', async () => {
    const one = await client();
    await expect(one.query('SELECT nonsense')).rejects.toThrow('nonsense');
    await one.query('BEGIN');
    await expect(one.query('SELECT $1::int', ['x'])).rejects.toThrow('integer');
    await one.query('ROLLBACK');
    expect((await one.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    await one.end();
  });

  it('takes parameters of many megabytes', async () => {
    const one = await client();
    const text = 'é'.repeat(8 * 1024 * 1024);
    expect((await one.query('SELECT length($1::text) AS n', [text])).rows).toEqual([{ n: text.length }]);
    await one.end();
  });

  it('serves TypeORM with the same migrations as a PostgreSQL server', async () => {
    const dataSource = await new DataSource({
      ...dataSourceOptions({ socketDir: host }),
      migrations: MIGRATIONS,
    }).initialize();
    await migrate(dataSource);
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(await dataSource.getRepository(Submission).count()).toBe(0);
    // Over several connections, each of which prepares what comes often.
    const twice = (n: number) => dataSource.query('SELECT $1::int * 2 AS n', [n]);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => twice(n)));
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => [{ n: n * 2 }]));
    await dataSource.destroy();
  });
});
