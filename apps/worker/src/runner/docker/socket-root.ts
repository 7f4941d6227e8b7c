import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { placeName, startTimeOf } from './orphans.js';

const SOCKETS = 'cpast-sockets-';

/**
 * Makes the folder for this process's sockets, and removes those of processes of this host that ended without doing so. The
 * name says whose it is; the place is hashed, because a path to a socket may have 107 bytes only (unix(7)).
 * @param parent an existing folder
 */
export async function makeSocketRoot(parent: string): Promise<string> {
  const place = createHash('sha256')
    .update(await placeName())
    .digest('hex')
    .slice(0, 12);
  for (const name of await readdir(parent)) {
    const [pid, startTime] = name.startsWith(`${SOCKETS}${place}-`) ? name.split('-').slice(3) : [];
    if (pid === undefined || (await startTimeOf(Number(pid))) === startTime) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
  const own = `${SOCKETS}${place}-${process.pid}-${await startTimeOf(process.pid)}-`;
  return mkdtemp(join(parent, own));
}
