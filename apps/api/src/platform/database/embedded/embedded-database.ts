import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartupError } from '../../environment/startup-error.js';
import { lockDirectory } from './directory-lock.js';
import type { FromThread, ThreadData } from './thread-messages.js';

/** A unix socket's path may have 107 bytes (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 107;
const SOCKET_FILE = '.s.PGSQL.5432';

export interface EmbeddedDatabase {
  /** What a client gives as `host`. */
  readonly socketDir: string;
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL (PGlite) in a thread of this process, with its files below `dataDir`. Clients reach it
 * through a unix socket in a directory that only this user can enter.
 * @param dataDir exists (`makeDataDirectory`)
 * @param say called before steps that take a while
 * @param onFailure called when the database dies later on
 * @throws StartupError when the directory is in use
 */
export async function startEmbeddedDatabase(
  dataDir: string,
  say: (text: string) => void,
  onFailure: (reason: string) => void,
): Promise<EmbeddedDatabase> {
  say(`starting the embedded database in ${dataDir}`);
  const lock = await lockDirectory(dataDir);
  try {
    const socketDir = await makeSocketDirectory(dataDir);
    const directory = join(dataDir, 'postgres');
    if (!existsSync(directory)) await initialise(directory, say);
    else if (!existsSync(join(directory, 'PG_VERSION')))
      throw new StartupError(
        `the embedded database: ${directory} is there and holds no database; move it away to begin with a new one`,
      );
    const thread = await startThread({ task: 'serve', directory, socketPath: join(socketDir, SOCKET_FILE) });
    let closing = false;
    thread.once('error', (error) => closing || onFailure(error.message));
    thread.once('exit', () => closing || onFailure('its thread ended'));
    return {
      socketDir,
      close: async () => {
        closing = true;
        await closeThread(thread);
        await rm(socketDir, { recursive: true, force: true });
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makeSocketDirectory(dataDir: string): Promise<string> {
  const inDataDir = join(dataDir, 'socket');
  if (Buffer.byteLength(join(inDataDir, SOCKET_FILE)) > MAX_SOCKET_PATH_BYTES)
    return mkdtemp(join(tmpdir(), 'cpast-'));
  // Whatever a process that was killed left here is stale: the lock is ours.
  await rm(inDataDir, { recursive: true, force: true });
  await mkdir(inDataDir, { mode: 0o700 });
  return inDataDir;
}

/**
 * Makes a new cluster. In a thread of its own, because the 500 MB that this takes are only given back when a
 * thread ends; under another name, so that a process killed in the middle leaves nothing that looks like a
 * database.
 */
async function initialise(directory: string, say: (text: string) => void): Promise<void> {
  say('creating the database (first start, takes some seconds)');
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  const thread = await startThread({ task: 'initialise', directory: draft });
  await thread.terminate();
  await rename(draft, directory);
}

/** Resolves when the thread has done its task, or serves. */
async function startThread(data: ThreadData): Promise<Worker> {
  const thread = new Worker(new URL('./pglite.thread.js', import.meta.url), { workerData: data });
  const failed = (reason: string) =>
    new StartupError(`the embedded database in ${data.directory} does not start: ${reason.split('\n')[0]}`);
  const word = await new Promise<FromThread>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', (error) => reject(failed(error.message)));
    thread.once('exit', () => reject(failed('its thread ended')));
  });
  if (word.kind === 'ready') return thread;
  await thread.terminate();
  throw failed(word.kind === 'failed' ? word.reason : word.kind);
}

async function closeThread(thread: Worker): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    thread.on('message', (word: FromThread) => word.kind === 'closed' && resolve());
    thread.once('exit', () => resolve());
  });
  thread.postMessage('close');
  await closed;
  await thread.terminate();
}
