import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { placeName, startTimeOf } from './process-names.js';

const SOCKETS = 'cpast-sockets-';
/**
 * A socket in it that its worker listens on: it shows whether the worker lives, in other containers that see
 * the folder, too.
 */
const ALIVE = 'alive';

/** The folder of a worker's sockets. */
export interface SocketRoot {
  readonly folder: string;
  /** Removes it. */
  close(): Promise<void>;
}

/**
 * Makes the folder for this process's sockets, and removes those of processes that ended without doing so.
 * The name says whose it is; the place is hashed, because a path to a socket may have 107 bytes only
 * (unix(7)).
 * @param parent an existing folder
 */
export async function makeSocketRoot(parent: string): Promise<SocketRoot> {
  const place = createHash('sha256')
    .update(await placeName())
    .digest('hex')
    .slice(0, 12);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(SOCKETS)) continue;
    const [pid, startTime] = name.startsWith(`${SOCKETS}${place}-`) ? name.split('-').slice(3) : [];
    const ended = pid !== undefined && (await startTimeOf(Number(pid))) !== startTime;
    if (!ended && !(await isAbandoned(join(parent, name)))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
  const own = `${SOCKETS}${place}-${process.pid}-${await startTimeOf(process.pid)}-`;
  const folder = await mkdtemp(join(parent, own));
  const alive = createServer((socket) => socket.destroy()).unref();
  // A socket cannot have too long a path: then pids have to do.
  await once(alive.listen(join(folder, ALIVE)), 'listening').catch(() => undefined);
  return {
    folder,
    close: async () => {
      alive.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a worker made this folder and lives no more. False where that cannot be known from here. */
export function isAbandoned(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(folder, ALIVE));
    socket.once('connect', () => (socket.destroy(), resolve(false)));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
