// Starts the built product for the demo and the bench.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { failIfStopped, track } from './interrupt.mjs';
import { Cure, entryOf } from './steps.mjs';

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the product on a free port and waits until it answers.
 * @param {{ dataDir: string, env?: Record<string, string>, entry?: string }} options `entry`: of another build than this one
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startProduct({ dataDir, env = {}, entry = entryOf('standalone') }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  failIfStopped();
  const child = track(
    spawn(process.execPath, [entry], {
      env: { ...process.env, ...env, PORT: String(port), DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  while (!(await isAnswering(url))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Cure(`the service did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    pid: child.pid,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Whether a cpast service answers at this address. */
export async function isAnswering(url) {
  const response = await fetch(`${url}/health_check`).catch(() => null);
  return response?.ok === true;
}
