import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { OWNER_LABEL, ROOT_LABEL } from './container-options.js';
import { inTime } from './engine.js';
import { isAbandoned } from './socket-root.js';

const QUESTION_TIMEOUT_MS = 10_000;

/**
 * Names this process among all that ever use the engine: host, boot, pid namespace, pid, start time of the process
 * (proc_pid_stat(5), field 22), so that a pid which is used again is no mistake.
 */
export async function ownerName(): Promise<string> {
  return [await placeName(), process.pid, await startTimeOf(process.pid)].join('/');
}

/** Names the host, its boot and the pid namespace: where pids can be compared. */
export async function placeName(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => 'unknown');
  return [hostname(), boot.trim(), namespace].join('/');
}

/** When a process started, in clock ticks since the boot (proc_pid_stat(5)); null: there is none. */
export async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

/**
 * Removes the runner containers of workers that are no more, as far as that can be known here. Containers end with their worker by themselves; this is for
 * those that never came to listen, or whose engine was killed. Gives their number.
 * @param local the engine is of this machine: it has seen no other boot than this one's and earlier ones'
 * @throws EngineGone
 */
export async function removeOrphans(engine: Docker, owner: string, local: boolean): Promise<number> {
  const filters = { label: [OWNER_LABEL] };
  const containers = await inTime(engine.listContainers({ all: true, filters }), QUESTION_TIMEOUT_MS);
  const here = await placeName();
  let removed = 0;
  for (const { Id, Labels } of containers) {
    const other = Labels[OWNER_LABEL] ?? '';
    if (other === owner || !(await isDead(other, Labels[ROOT_LABEL], here, local))) continue;
    await inTime(engine.getContainer(Id).remove({ force: true, v: true }), QUESTION_TIMEOUT_MS).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

/** Whether an owner has ended; one of another host, whose folder is not to be seen here, cannot be judged. */
async function isDead(
  owner: string,
  root: string | undefined,
  here: string,
  local: boolean,
): Promise<boolean> {
  const parts = owner.split('/');
  const [pid, startTime] = parts.slice(-2);
  if (parts.slice(0, -2).join('/') === here) return (await startTimeOf(Number(pid))) !== startTime;
  const [[host, boot], [ownHost, ownBoot]] = [parts, here.split('/')];
  // The same host before it was started anew.
  if (local && host === ownHost && boot !== ownBoot && !parts.includes('unknown')) return true;
  // A worker in another container of this host, perhaps.
  return root !== undefined && (await isAbandoned(root));
}
