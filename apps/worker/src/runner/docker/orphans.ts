import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { OWNER_LABEL } from './container-options.js';
import { inTime } from './engine.js';

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
 * Removes the runner containers of workers of this host that are no more. Containers end with their worker by themselves; this is for
 * those that never came to listen, or whose engine was killed. Gives their number.
 * @throws EngineGone
 */
export async function removeOrphans(engine: Docker, owner: string): Promise<number> {
  const filters = { label: [OWNER_LABEL] };
  const containers = await inTime(engine.listContainers({ all: true, filters }), QUESTION_TIMEOUT_MS);
  const here = await placeName();
  let removed = 0;
  for (const { Id, Labels } of containers) {
    const other = Labels[OWNER_LABEL] ?? '';
    if (other === owner || !(await isDead(other, here))) continue;
    await inTime(engine.getContainer(Id).remove({ force: true, v: true }), QUESTION_TIMEOUT_MS).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

/** Whether an owner of this host has ended; one of another host cannot be judged from here. */
async function isDead(owner: string, here: string): Promise<boolean> {
  const parts = owner.split('/');
  const [pid, startTime] = parts.slice(-2);
  if (parts.slice(0, -2).join('/') !== here) return false;
  return (await startTimeOf(Number(pid))) !== startTime;
}
