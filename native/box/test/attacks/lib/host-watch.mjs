// What the host can see of a box: its processes by uid, mounts, files left behind, open descriptors.
import { readdirSync, readFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

function statusOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(text)?.[1] ?? '';
    return { pid, uids: field('Uid').split(/\s+/).map(Number), name: field('Name'), state: field('State'), namespacePids: field('NSpid').split(/\s+/).map(Number),
      threads: Number(field('Threads') || 0), residentBytes: parseInt(field('VmRSS') || '0', 10) * 1024 };
  } catch {
    return undefined; // gone
  }
}

/** Processes one of whose uids is in `[first, first + count)`, and which the range `owns`. */
export function processesOf({ first, count, owns = () => true }) {
  // A zombie without threads is nothing any more but an entry that waits for the machine's init.
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(statusOf)
    .filter((status) => status && !(status.state.startsWith('Z') && status.threads <= 1) && status.uids.some((uid) => uid >= first && uid < first + count) && owns(status.pid));
}

/** Waits up to a second for the processes of the range to be gone; gives those which are not. */
export async function survivors(range, isOurs = () => true) {
  for (let attempt = 0; ; attempt++) {
    const left = processesOf(range).filter(isOurs);
    if (left.length === 0 || attempt === 40) return left;
    await sleep(25);
  }
}

/** Waits up to ten seconds for the range to have so many processes of a name. False: it never had. */
export async function haveSpread(range, name, count) {
  for (const until = performance.now() + 10_000; performance.now() < until; await sleep(10))
    if (processesOf(range).filter((one) => one.name === name).length >= count) return true;
  return false;
}

/** Where a box builds and what it binds; other software mounts elsewhere, at the same time. */
const BOX_MOUNT_POINT = /^(\/(sys|mnt|srv|media|run|tmp|usr))?(\/(box|work|tmp|usr|bin|sbin|lib|lib64|etc|proc|dev)(\/[^/]+)?)?$/;

/** Mounts of this namespace that a box could have made. */
export function mounts() {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return new Set(lines.filter((line) => BOX_MOUNT_POINT.test(line.split(' ')[4] ?? '') && !/docker|containerd|debootstrap/.test(line)));
}

export const openDescriptors = () => readdirSync('/proc/self/fd').length;

/** Entries of the usual places for temporary files that belong to the range. */
export function filesOf({ first, count }, directories) {
  const found = [];
  for (const directory of directories) {
    let names = [];
    try { names = readdirSync(directory); } catch { continue; }
    for (const name of names) {
      try {
        const { uid } = lstatSync(join(directory, name));
        if (uid >= first && uid < first + count) found.push(join(directory, name));
      } catch { /* gone */ }
    }
  }
  return found;
}

/** System V objects of the range. */
export function systemVOf({ first, count }) {
  return ['shm', 'sem', 'msg'].flatMap((kind) => {
    let lines = [];
    try { lines = readFileSync(`/proc/sysvipc/${kind}`, 'utf8').split('\n').slice(1); } catch { return []; }
    return lines.filter((line) => line.trim().split(/\s+/).some((word) => Number(word) >= first && Number(word) < first + count));
  });
}

/** Samples the sum of resident memory and the number of tasks of the range until `stop()`. */
export function samplePeaks(range) {
  const peaks = { residentBytes: 0, tasks: 0 };
  const timer = setInterval(() => {
    const all = processesOf(range);
    peaks.residentBytes = Math.max(peaks.residentBytes, all.reduce((sum, one) => sum + one.residentBytes, 0));
    peaks.tasks = Math.max(peaks.tasks, all.reduce((sum, one) => sum + one.threads, 0));
  }, 20);
  return { stop: () => { clearInterval(timer); return peaks; } };
}
