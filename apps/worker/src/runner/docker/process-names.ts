import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Names this process among all that ever use the engine: host, boot, pid namespace, pid, start time of the
 * process (proc_pid_stat(5), field 22), so that a pid which is used again is no mistake.
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
