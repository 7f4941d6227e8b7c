import { patientOptions, silenceLimitOf } from '@app/database';
import { DataSource } from 'typeorm';

/** Key of the advisory lock that lets one process at a time migrate: "cpast" in ASCII. */
const MIGRATION_LOCK = 0x6370617374;

/**
 * Brings the schema up to date; several processes may call it at the same time.
 * @param dataSource open, with MIGRATIONS in its options
 * @returns the names of the migrations that were run now
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  if (!silenceLimitOf(dataSource)) return migrateWith(dataSource);
  const patient = await new DataSource(patientOptions(dataSource)).initialize();
  try {
    return await migrateWith(patient);
  } finally {
    await patient.destroy();
  }
}

async function migrateWith(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations({ transaction: 'all' });
    return done.map(({ name }) => name);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    await runner.release();
  }
}
