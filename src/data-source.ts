// For the TypeORM command line, after a build of the api:
//   npx typeorm migration:show -d dist/apps/api/src/data-source.js
import { loadConfig } from '@app/config';
import { dataSourceOptions } from '@app/database';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

const { databaseUrl } = loadConfig(process.env);
if (databaseUrl === null) throw new Error('set DATABASE_URL: the embedded database migrates itself at start');

export default new DataSource({ ...dataSourceOptions({ url: databaseUrl }), migrations: MIGRATIONS });
