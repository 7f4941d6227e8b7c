import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findParents, type Parents } from './cgroup-parents.js';
import { lockRange, type BoxIds } from './user-ids.js';

/** How long the kernel may take to let go of a cgroup whose last process has ended. */
const REMOVE_TRIES = 40;
const REMOVE_PAUSE_MS = 5;
const PREFIX = 'cpast-box';
const OWN_NAME = /^cpast-box-(\d+)-\d+$/;
/** What the probe writes and must read back, in bytes. */
const PROBE_LIMIT_BYTES = 64 * 1024 * 1024;

/** What can be had on this host: cgroups for boxes, or why there are none. */
export interface CgroupSupport {
  cgroups: BoxCgroups | null;
  /** For the doctor, in words. */
  detail: string;
}

/**
 * Cgroups for boxes, where whatever limits this process limits them, too (cgroup-parents.ts). A box enters
 * its own and sets the limits (native/box/cgroup.c); they are made here because a box that is killed cannot
 * remove what it is in.
 */
export class BoxCgroups {
  private constructor(
    private readonly parents: Parents,
    private readonly range: number,
  ) {}

  /**
   * Tries whether cgroups can be made here, and removes those that a dead worker left. Never throws.
   * @param range this process's range of user ids, which no other live process of this host has
   */
  static async open(range: number): Promise<CgroupSupport> {
    try {
      const [mounts, memberships] = await Promise.all([
        readFile('/proc/self/mountinfo', 'utf8'),
        readFile('/proc/self/cgroup', 'utf8'),
      ]);
      const parents = await findParents(mounts, memberships);
      await probe(parents, range);
      for (const folder of parents.folders) await sweep(folder, range);
      return {
        cgroups: new BoxCgroups(parents, range),
        detail: `each box has one of its own (version ${parents.version}); a limit was written and read back`,
      };
    } catch (error) {
      return {
        cgroups: null,
        detail: `not in use, the watchdog stands alone: ${(error as Error).message}`,
      };
    }
  }

  /**
   * Makes the cgroups of one box; an empty list when that fails now, which costs the box nothing but its
   * backstop.
   */
  async make(ids: BoxIds): Promise<string[]> {
    const folders = this.foldersOf(ids);
    try {
      for (const folder of folders) await makeNew(folder);
      return folders;
    } catch {
      await removeAll(folders);
      return [];
    }
  }

  /** Once the box is gone. Never rejects. */
  async remove(folders: readonly string[]): Promise<void> {
    await removeAll(folders);
  }

  /** Where the cgroups of a box with these ids belong. */
  foldersOf({ slot }: BoxIds): string[] {
    return this.parents.folders.map((folder) => join(folder, `${PREFIX}-${this.range}-${slot}`));
  }
}

/** @throws Error when cgroups cannot be made, or their limits do not hold */
async function probe({ version, folders }: Parents, range: number): Promise<void> {
  const made = folders.map((folder) => join(folder, `${PREFIX}-${range}-65535`));
  try {
    for (const folder of made) await makeNew(folder);
    const limit = join(made[0]!, version === 2 ? 'memory.max' : 'memory.limit_in_bytes');
    await writeFile(limit, String(PROBE_LIMIT_BYTES));
    const value = (await readFile(limit, 'utf8')).trim();
    if (value !== String(PROBE_LIMIT_BYTES)) throw new Error(`${limit} says ${value}`);
  } finally {
    await removeAll(made);
  }
}

/**
 * One that a box has left has its counters, too: never used again. @throws Error when something lives in it
 */
async function makeNew(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
  await mkdir(folder);
}

async function removeAll(folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    for (let tries = 1; tries <= REMOVE_TRIES; tries += 1) {
      const error = await rmdir(folder).then(
        () => null,
        (cause: NodeJS.ErrnoException) => cause,
      );
      if (error?.code !== 'EBUSY') break;
      await delay(REMOVE_PAUSE_MS);
    }
}

/** Removes what dead workers left: a range that can be locked has no worker any more. */
async function sweep(parent: string, ownRange: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const range = Number(OWN_NAME.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(range)) continue;
    const lock = range === ownRange ? null : await lockRange(range);
    if (range !== ownRange && !lock) continue;
    await removeAll([join(parent, name)]);
    lock?.close();
  }
}
