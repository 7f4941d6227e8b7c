import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lockRange, type BoxIds } from './user-ids.js';

/** How long the kernel may take to let go of a cgroup whose last process has ended. */
const REMOVE_TRIES = 40;
const REMOVE_PAUSE_MS = 5;
const PREFIX = 'cpast-box';
const OWN_NAME = /^cpast-box-(\d+)-\d+$/;
/** What the probe writes and must read back, in bytes. */
const PROBE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Folders, one in each hierarchy, below which boxes get their cgroups. */
interface Parents {
  version: 1 | 2;
  folders: readonly string[];
}

/** What can be had on this host: cgroups for boxes, or why there are none. */
export interface CgroupSupport {
  cgroups: BoxCgroups | null;
  /** For the doctor, in words. */
  detail: string;
}

/**
 * Cgroups for boxes, below the one this process is in, so that whatever limits this process limits them, too. A box enters its own
 * and sets the limits (native/box/cgroup.c); they are made here because a box that is killed cannot remove what it is in.
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

  /** Makes the cgroups of one box; an empty list when that fails now, which costs the box nothing but its backstop. */
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

  private foldersOf({ slot }: BoxIds): string[] {
    return this.parents.folders.map((folder) => join(folder, `${PREFIX}-${this.range}-${slot}`));
  }
}

/** What a mount of a cgroup hierarchy is. */
interface Hierarchy {
  /** Path within the hierarchy that is mounted. */
  root: string;
  point: string;
  version: 1 | 2;
  options: readonly string[];
}

/**
 * @param mounts what /proc/self/mountinfo says
 * @param memberships what /proc/self/cgroup says
 * @throws Error that says what is missing
 */
export async function findParents(mounts: string, memberships: string): Promise<Parents> {
  return (await findV2(mounts, memberships)) ?? findV1(mounts, memberships);
}

function findV1(mounts: string, memberships: string): Parents {
  const folders = ['memory', 'pids'].flatMap((controller) => {
    const folder = ownFolder(mounts, memberships, controller);
    return folder === null ? [] : [folder];
  });
  // Both may be mounted together.
  if (!folders[0] || ownFolder(mounts, memberships, 'memory') === null)
    throw new Error('no hierarchy with the memory controller is mounted');
  return { version: 1, folders: [...new Set(folders)] };
}

/** null: the memory controller is not in version 2 here. */
async function findV2(mounts: string, memberships: string): Promise<Parents | null> {
  const own = ownFolder(mounts, memberships, null);
  const controllers = own === null ? '' : await readFile(join(own, 'cgroup.controllers'), 'utf8');
  if (own === null || !controllers.split(/\s+/).includes('memory')) return null;
  // A cgroup that holds processes cannot hold cgroups with controllers. Where the service manager put the service into a
  // subgroup of its unit (Delegate=yes, DelegateSubgroup=worker), boxes go beside it, into the same unit.
  const unit = dirname(own);
  const candidates = /\.(service|scope)$/.test(basename(unit)) ? [own, unit] : [own];
  let cause = new Error('unreachable');
  for (const folder of candidates) {
    try {
      await writeFile(join(folder, 'cgroup.subtree_control'), '+memory +pids');
      return { version: 2, folders: [folder] };
    } catch (error) {
      cause = error as Error;
    }
  }
  throw new Error(`${cause.message} (as a service of systemd: Delegate=yes and DelegateSubgroup=worker)`);
}

/**
 * Where this process's cgroup of a hierarchy is to be seen.
 * @param controller of version 1; null: version 2
 */
function ownFolder(mounts: string, memberships: string, controller: string | null): string | null {
  const line = memberships.split('\n').find((text) => {
    const [id, controllers] = text.split(':');
    return controller === null ? id === '0' : controllers?.split(',').includes(controller);
  });
  const path = line?.split(':').slice(2).join(':');
  const hierarchy = parseMounts(mounts).find(({ version, options }) =>
    controller === null ? version === 2 : version === 1 && options.includes(controller),
  );
  if (path === undefined || !hierarchy) return null;
  const below = relative(hierarchy.root, path);
  return below.startsWith('..') ? null : join(hierarchy.point, below);
}

/** proc_pid_mountinfo(5): `id parent major:minor root point options - type source superOptions` */
function parseMounts(mounts: string): Hierarchy[] {
  return mounts.split('\n').flatMap((line) => {
    const [front = '', back = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = front.split(' ');
    const [type, , options = ''] = back.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') return [];
    return [{ root, point, version: type === 'cgroup2' ? 2 : 1, options: options.split(',') }];
  });
}

/** @throws Error when cgroups cannot be made, or do not do what they are told */
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

/** One that a box has left has its counters, too: never used again. @throws Error when something lives in it */
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

/** Removes what workers left that are no more: a range that can be locked is nobody's. */
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
