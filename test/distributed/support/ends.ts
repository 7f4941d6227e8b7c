import pg from 'pg';

/** Notes in the database itself how often each submission became final. */
export class Ends {
  private constructor(private readonly url: string) {}

  /** @param url of a migrated database */
  static async watch(url: string): Promise<Ends> {
    const ends = new Ends(url);
    await ends.query(`
      CREATE TABLE test_end (id uuid NOT NULL);
      CREATE FUNCTION test_note_end() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO test_end VALUES (NEW.id); RETURN NEW; END $$;
      CREATE TRIGGER test_end AFTER INSERT OR UPDATE ON submission
        FOR EACH ROW WHEN (NEW.status = 'finished') EXECUTE FUNCTION test_note_end();`);
    return ends;
  }

  /**
   * How many submissions ended never, once, and more than once. Any write to one that is final counts as
   * another end.
   */
  async count(): Promise<{ never: number; once: number; again: number }> {
    const { rows } = await this.query(`
      SELECT count(*) FILTER (WHERE ends = 0)::int AS never, count(*) FILTER (WHERE ends = 1)::int AS once,
             count(*) FILTER (WHERE ends > 1)::int AS again
        FROM (SELECT s.id, count(e.id) AS ends FROM submission s LEFT JOIN test_end e USING (id) GROUP BY s.id) AS counted`);
    return rows[0] as { never: number; once: number; again: number };
  }

  private async query(sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  }
}
