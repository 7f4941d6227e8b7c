import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

/** Folders, one in each hierarchy, below which boxes get their cgroups. */
export interface Parents {
  version: 1 | 2;
  folders: readonly string[];
}

/** What a mount of a cgroup hierarchy is. */
interface Hierarchy {
  /** Path within the hierarchy that is mounted. */
  root: string;
  point: string;
  version: 1 | 2;
  options: readonly string[];
}

/** This process's cgroup in one hierarchy, and the uppermost one that is to be seen of it. */
interface Place {
  own: string;
  top: string;
}

/** Where this process goes in version 2 when it is alone in a cgroup that is to hold cgroups. */
const LEAF = 'cpast-worker';
/** Beside those of the service manager. */
const AT_THE_TOP = 'cpast';
const CONTROLLERS = '+memory +pids';

/**
 * Where boxes may have their cgroups: in version 1 below this process's own. Version 2 allows none with
 * limits below one that holds processes, so it is the first of these: this process's own, when it is the root
 * of the hierarchy; the unit of the service manager around it (Delegate=yes, DelegateSubgroup=worker); its
 * own, once it has moved into a leaf of that, if it was alone there; one at the top of the hierarchy, if
 * nothing between here and there limits memory or CPU time, for no box may have more than the worker itself.
 * @param mounts what /proc/self/mountinfo says
 * @param memberships what /proc/self/cgroup says
 * @throws Error that says what is missing
 */
export async function findParents(mounts: string, memberships: string): Promise<Parents> {
  return (await findV2(mounts, memberships)) ?? findV1(mounts, memberships);
}

function findV1(mounts: string, memberships: string): Parents {
  const folders = ['memory', 'pids'].flatMap((controller) => {
    const place = findPlace(mounts, memberships, controller);
    return place ? [place.own] : [];
  });
  if (!folders[0] || !findPlace(mounts, memberships, 'memory'))
    throw new Error('no hierarchy with the memory controller is mounted');
  // Both may be mounted together.
  return { version: 1, folders: [...new Set(folders)] };
}

/** null: the memory controller is not in version 2 here. */
async function findV2(mounts: string, memberships: string): Promise<Parents | null> {
  const place = findPlace(mounts, memberships, null);
  if (!place) return null;
  const controllers = await readFile(join(place.own, 'cgroup.controllers'), 'utf8');
  const above = place.own === place.top ? controllers : await controllersOf(place.top);
  if (![controllers, above].some((names) => names.split(/\s+/).includes('memory'))) return null;
  const causes: string[] = [];
  for (const attempt of [below, besideLeaf, besideNobody, atTheTop]) {
    try {
      const folder = await attempt(place);
      if (folder !== null) return { version: 2, folders: [folder] };
    } catch (error) {
      causes.push((error as Error).message);
    }
  }
  throw new Error(`${causes.join('; ')} (as a service of systemd: Delegate=yes and DelegateSubgroup=worker)`);
}

const controllersOf = (folder: string): Promise<string> =>
  readFile(join(folder, 'cgroup.controllers'), 'utf8').catch(() => '');

/** @throws Error where processes are, or nothing may be written */
async function openTo(folder: string): Promise<string> {
  await writeFile(join(folder, 'cgroup.subtree_control'), CONTROLLERS);
  return folder;
}

const below = ({ own }: Place): Promise<string> => openTo(own);

async function besideLeaf({ own }: Place): Promise<string | null> {
  const around = dirname(own);
  return basename(own) === LEAF || /\.(service|scope)$/.test(basename(around)) ? openTo(around) : null;
}

/** Moves this process into a leaf, and back when that was of no use. */
async function besideNobody({ own }: Place): Promise<string | null> {
  const members = (await readFile(join(own, 'cgroup.procs'), 'utf8')).split('\n').filter(Boolean);
  if (members.join() !== String(process.pid)) return null;
  const leaf = join(own, LEAF);
  await mkdir(leaf, { recursive: true });
  const enter = (folder: string) => writeFile(join(folder, 'cgroup.procs'), String(process.pid));
  try {
    await enter(leaf);
    return await openTo(own);
  } catch (error) {
    await enter(own).catch(() => undefined);
    await rmdir(leaf).catch(() => undefined);
    throw error;
  }
}

async function atTheTop({ own, top }: Place): Promise<string | null> {
  if (own === top) return null;
  for (let folder = own; folder !== top; folder = dirname(folder))
    for (const name of ['memory.max', 'memory.high', 'cpu.max']) {
      const limit = (await readFile(join(folder, name), 'utf8').catch(() => 'max')).trim();
      if (!limit.startsWith('max'))
        throw new Error(`boxes elsewhere would escape ${join(folder, name)}, ${limit}`);
    }
  await openTo(top);
  const folder = join(top, AT_THE_TOP);
  await mkdir(folder, { recursive: true });
  return openTo(folder);
}

/**
 * Where this process's cgroup of a hierarchy is to be seen.
 * @param controller of version 1; null: version 2
 */
function findPlace(mounts: string, memberships: string, controller: string | null): Place | null {
  const line = memberships.split('\n').find((text) => {
    const [id, controllers] = text.split(':');
    return controller === null ? id === '0' : controllers?.split(',').includes(controller);
  });
  const path = line?.split(':').slice(2).join(':');
  const hierarchy = parseMounts(mounts).find(({ version, options }) =>
    controller === null ? version === 2 : version === 1 && options.includes(controller),
  );
  if (path === undefined || !hierarchy) return null;
  const inMount = relative(hierarchy.root, path);
  return inMount.startsWith('..') ? null : { own: join(hierarchy.point, inMount), top: hierarchy.point };
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
