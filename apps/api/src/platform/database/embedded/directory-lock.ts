import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../environment/startup-error.js';

/** Who holds a directory. `startTime` tells a process from a later one that got the same pid. */
interface Owner {
  pid: number;
  /** Clock ticks after boot, from /proc/PID/stat; null where there is no /proc. */
  startTime: string | null;
  hostname: string;
  token: string;
}

const FILE = 'lock';
const HEARTBEAT_MS = 5_000;
const RETRY_MS = 20;
/**
 * A lock from another host (a container shares the directory, not the pids) is stale when its file is this
 * old.
 */
const FOREIGN_STALE_MS = 20_000;

/** Proof that no other process uses a directory. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the directory for this process alone. A lock whose process is gone (crash, kill -9) is taken over.
 * @throws StartupError that names the process which holds it
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, FILE);
  const owner: Owner = {
    pid: process.pid,
    startTime: await startTimeOf(process.pid),
    hostname: hostname(),
    token: randomUUID(),
  };
  while (!(await create(path, owner))) {
    const held = await readOwner(path);
    if (held === 'gone') continue;
    if (await isAlive(path, held)) throw new StartupError(describe(directory, held));
    if (await succeed(path, held, owner)) break;
    await delay(RETRY_MS);
  }
  const heartbeat = setInterval(
    () => void utimes(path, new Date(), new Date()).catch(() => {}),
    HEARTBEAT_MS,
  ).unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      const now = await readOwner(path);
      if (now !== 'gone' && now?.token === owner.token) await rm(path, { force: true });
    },
  };
}

/** Whether the lock is ours now. The link makes the file appear with its content, or not at all. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.token}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** null: a lock file that says nothing readable. */
async function readOwner(path: string): Promise<Owner | null | 'gone'> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner | null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : null;
  }
}

async function isAlive(path: string, owner: Owner | null): Promise<boolean> {
  if (owner && owner.hostname === hostname()) {
    if (!isRunning(owner.pid)) return false;
    return (await startTimeOf(owner.pid)) === owner.startTime;
  }
  const deadline = Date.now() + FOREIGN_STALE_MS;
  for (;;) {
    const file = await stat(path).catch(() => null);
    if (!file) return false;
    const ageMs = Date.now() - file.mtimeMs;
    if (ageMs > FOREIGN_STALE_MS) return false;
    // Its heart may have stopped a moment ago; a beat while we wait proves that it lives.
    if (Date.now() > deadline || ageMs < 0) return true;
    await delay(500);
    const later = await stat(path).catch(() => null);
    if (later && later.mtimeMs > file.mtimeMs) return true;
  }
}

/**
 * Replaces a stale lock with ours, as its only heir; false: another process is about to, or has.
 * The lock is never absent meanwhile, so no other process can slip in between.
 */
async function succeed(path: string, stale: Owner | null, owner: Owner): Promise<boolean> {
  const claims = await claim(path, stale, owner);
  if (!claims) return false;
  const draft = `${path}.${owner.token}`;
  try {
    // A process that claimed before us has finished, or we would not have the claim: the lock may be its own
    // by now.
    const now = await readOwner(path);
    if (now === 'gone' || now?.token !== stale?.token) return false;
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
    await rename(draft, path);
    return true;
  } finally {
    await Promise.all(claims.map((one) => rm(one, { force: true })));
  }
}

/**
 * The right to succeed `dead`: a file that only one process can make, as tokens are unique. A claim whose own
 * process died is succeeded in turn. Returns the files to remove afterwards; null: another process, still
 * alive, has the right.
 */
async function claim(path: string, dead: Owner | null, owner: Owner): Promise<string[] | null> {
  const file = `${path}.after.${encodeURIComponent(dead?.token ?? '')}`;
  if (await create(file, owner)) return [file];
  const other = await readOwner(file);
  if (other === 'gone' || (await isAlive(file, other))) return null;
  const rest = await claim(path, other, owner);
  return rest && [file, ...rest];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Field 22 of /proc/PID/stat (proc_pid_stat(5)); the second field may hold spaces and brackets, so count from
 * its end.
 */
async function startTimeOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function describe(directory: string, owner: Owner | null): string {
  const who = owner ? `process ${owner.pid} on ${owner.hostname}` : 'another process';
  return `DATA_DIR: ${directory} is in use by ${who}; stop it, or choose another DATA_DIR`;
}
