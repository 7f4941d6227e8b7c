import { loadConfig, makeDataDirectory } from '@app/config';
import { existsSync } from 'node:fs';
import { startEmbeddedDatabase } from '../../api/src/platform/database/embedded/embedded-database.js';
import { checkAddresses } from '../../api/src/platform/environment/listen.js';
import type { Cleanup } from '../../api/src/platform/environment/cleanup.js';
import { exitWithoutDatabase, runProcess } from '../../api/src/platform/environment/run-process.js';
import { StartupError } from '../../api/src/platform/environment/startup-error.js';
import { say } from './say.js';

/** The embedded database starts in its thread while everything else is loaded, which takes as long. */
async function start(cleanup: Cleanup): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  if (config.rabbitmqUrl !== null)
    throw new StartupError(
      'RABBITMQ_URL: with a broker, api and worker are processes of their own; see `npm start`',
    );
  await checkAddresses(config);
  await makeDataDirectory(config.dataDir);
  const begun =
    config.databaseUrl === null ? startEmbeddedDatabase(config.dataDir, say, exitWithoutDatabase) : undefined;
  // Its failure is reported where it is awaited.
  begun?.catch(() => {});
  const { startTogether } = await import('./start-together.js');
  await startTogether(config, begun, process.env.PATH, cleanup);
}

await runProcess(start);
