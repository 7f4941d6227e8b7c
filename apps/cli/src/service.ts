import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../worker/src/open-runner.js';
import { CliError, EXIT } from './exit-codes.js';

/**
 * Starts the product as a process of its own and stays until it ends; SIGINT and SIGTERM are passed on.
 * @throws CliError when it is not built or ends by itself with an error
 */
export async function startService(env: NodeJS.ProcessEnv): Promise<void> {
  const app = env['RABBITMQ_URL'] ? 'api' : 'standalone';
  const entry = join(packageRoot(), `dist/apps/${app}/apps/${app}/src/main.js`);
  if (!existsSync(entry))
    throw new CliError(`the service is not built: run npm start in ${packageRoot()}`, EXIT.UNAVAILABLE);
  const child = spawn(process.execPath, [entry], { env, stdio: 'inherit' });
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGTERM', passOn);
  // A terminal sends SIGINT to the child as well.
  process.on('SIGINT', () => {});
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  process.off('SIGTERM', passOn);
  if (code !== 0 && signal === null && code !== 130 && code !== 143)
    throw new CliError('the service ended with an error', EXIT.UNAVAILABLE);
}
