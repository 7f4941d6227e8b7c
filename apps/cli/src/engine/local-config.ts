import { ConfigError, loadConfig, type Config } from '@app/config';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';

/** Variables that matter to a runner in this process; addresses of services are for servers. */
const PASSED_ON = [
  'ISOLATION',
  'DOCKER_HOST',
  'RUNNER_IMAGE',
  'WORKER_CONCURRENCY',
  'SLOT_CORES',
  'ZYGOTES',
] as const;

/**
 * What a worker would read from the environment: boxes on this host unless RUNNER says otherwise, and a
 * compile cache that is kept between calls in the user's cache folder.
 */
export function localSettings(io: Io): Record<string, string | undefined> {
  const cache = io.env['XDG_CACHE_HOME'] || join(io.env['HOME'] || homedir(), '.cache');
  return {
    ...Object.fromEntries(PASSED_ON.map((name) => [name, io.env[name]])),
    RUNNER: io.env['RUNNER'] || 'native',
    DATA_DIR: io.env['CPAST_DATA_DIR'] || join(cache, 'cpast', 'cli'),
  };
}

/** The same as a worker's configuration. @throws CliError that names the variable */
export function localConfig(io: Io): Config {
  try {
    return loadConfig(localSettings(io), availableParallelism());
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}
