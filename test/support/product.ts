import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestApp } from './app.js';
import { DOCKER_HOST, ROOT } from './docker.js';
import { eventually } from './eventually.js';
import { bringKnown, keepKnown } from './known-data.js';
import { Printed } from './printed.js';

/** The suites of vitest.docker.config.ts run the product with runner containers. */
const RUNNER =
  process.env.TEST_RUNNER === 'docker' ? { RUNNER: 'docker', DOCKER_HOST } : { RUNNER: 'native' };

const BUILT = 'dist/apps/standalone/apps/standalone/src/main.js';

/** The product, in a process of its own. */
export interface Product extends TestApp {
  readonly dataDir: string;
  readonly pid: number;
  /** Everything the process printed so far. */
  output(): string;
  /** Ends the process (SIGKILL: as a crash) and waits until it is gone. The data directory stays. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** SIGTERM, then the data directory is removed when this call made it. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  env?: Record<string, string>;
  /**
   * An existing data directory; default: a new temporary one, with what earlier starts have found out and
   * made.
   */
  dataDir?: string;
  /** The new data directory is empty, as after a first installation. */
  isFirstStart?: boolean;
  port?: number;
  /** What to start; default: the built product. */
  script?: string;
  /** Makes the command line from the arguments of Node.js; default: Node.js as this user. */
  command?(args: readonly string[]): string[];
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the built product (one process, embedded services unless `env` says otherwise) and waits until it
 * answers.
 * @throws when the process ends before that; the message holds what it printed
 */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await newDataDir(options));
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const args = [options.script ?? BUILT];
  const [file = '', ...rest] = options.command?.(args) ?? [process.execPath, ...args];
  const child = spawn(file, rest, {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATA_DIR: dataDir,
      ...RUNNER,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = new Printed(child);
  await printed.until((text) => text.includes('listening on'));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await eventually(
    async () => {
      if (hasEnded()) return;
      const { status } = await fetch(`${url}/health_check`);
      if (status !== 200) throw new Error(`the health check answers ${status}`);
    },
    { timeoutMs: 60_000 },
  );
  if (hasEnded()) throw new Error(`the product ended while starting:\n${printed.text}`);
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (hasEnded()) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return Object.assign(new TestApp(url, options.env?.ADMIN_PASSWORD), {
    dataDir,
    pid: child.pid!,
    output: () => printed.text,
    end,
    stop: async () => {
      await end();
      if (options.dataDir) return;
      await keepKnown(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

async function newDataDir({ isFirstStart = false, env }: ProductOptions): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cpast-test-'));
  if (!isFirstStart) await bringKnown(dataDir, { database: env?.DATABASE_URL === undefined });
  return dataDir;
}
