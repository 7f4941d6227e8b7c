import { readlink } from 'node:fs/promises';
import { SOCKET_FOLDER } from './container-options.js';
import type { RunnerContainer } from './runner-container.js';

/** Builtins of any shell, and `find`. Prints `name=value` lines. */
const LOOK_AROUND = `
while read -r key value; do case $key in Uid:|Cap*|NoNewPrivs:|Seccomp:) set -- $value; echo "\${key%:}=$1"; uid=\${uid:-$1};; esac; done < /proc/self/status
can() { if { eval "$2"; } 2>/dev/null; then echo "$1=yes"; else echo "$1=no"; fi; }
can write_sys 'true > /proc/sys/kernel/core_pattern'
echo mounts=$(while read -r id parent device root point options rest; do case $options in rw|rw,*) echo "$point";; esac; done < /proc/self/mountinfo)
echo writable=$(while read -r id parent device root point rest; do if [ -d "$point" ] && ( true > "$point/.doctor" ) 2>/dev/null; then echo "$point"; rm -f "$point/.doctor"; fi; done < /proc/self/mountinfo)
echo devices=$(find /dev '(' -type b -o -type c ')' 2>/dev/null)
read -r first < /proc/1/comm; echo "first=$first"
echo foreign=$(for process in /proc/[0-9]*; do while read -r key value rest; do case $key in Uid:) [ "$value" = "$uid" ] || echo "\${process#/proc/}";; esac; done < $process/status 2>/dev/null; done)
echo "ipc=$(readlink /proc/self/ns/ipc)"; echo "pid=$(readlink /proc/self/ns/pid)"
interfaces=; while read -r name rest; do case $name in *:*) interfaces="$interfaces \${name%%:*}";; esac; done < /proc/net/dev; echo "interfaces=$interfaces"
up=; for name in $interfaces; do flags=1; read -r flags < "/sys/class/net/$name/flags"; [ $((flags & 1)) = 0 ] || up="$up $name"; done 2>/dev/null; echo "up=$up"
echo addresses=$(while read -r address index prefix scope flags name; do echo "$name"; done 2>/dev/null < /proc/net/if_inet6)
echo routes=$(while read -r name rest; do [ "$name" = Iface ] || echo "$name"; done < /proc/net/route)
first() { for file in "$@"; do if [ -r "$file" ]; then read -r value < "$file"; echo "$value"; return; fi; done; echo unknown; }
echo "memory=$(first /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes)"
echo "swap=$(first /sys/fs/cgroup/memory.swap.max /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes)"
echo "pids_limit=$(first /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max)"
echo "cpu=$(first /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us)"
echo "apparmor=$(first /proc/self/attr/apparmor/current /proc/self/attr/current)"
/usr/local/bin/box surroundings
`;

/** What every engine mounts writable, though not for this user: the kernel's own file systems. */
const USUAL_MOUNTS = ['/proc', '/dev', '/dev/pts', '/sys/fs/cgroup', SOCKET_FOLDER];
const USUAL_DEVICES = /^\/dev\/(null|zero|full|random|urandom|tty|console|ptmx|pts\/(ptmx|\d+))$/;
/** Numbers that the kernel gives the first namespaces of a machine (include/linux/proc_ns.h). */
const FIRST_NAMESPACES = ['ipc:[4026531839]', 'pid:[4026531836]'];

/** What a process in a runner container finds around it; each list is empty where all is as it should be. */
export interface ContainerLook {
  /** Its words for a name of the script; `unknown` when there are none. */
  says(name: string): string;
  /** Mounts that are not read-only and no engine's own, and mounts where a file could be made. */
  writable: readonly string[];
  devices: readonly string[];
  /** Whatever says that processes or message queues of others are in the same namespace. */
  shared: readonly string[];
  /** Interfaces that are up, have an address or a route, but for the loop. */
  network: readonly string[];
}

/** Looks around inside a container. @throws EngineGone */
export async function lookAround(container: RunnerContainer): Promise<ContainerLook> {
  const { stdout } = await container.execute(['/bin/sh', '-c', LOOK_AROUND]);
  const seen = new Map(
    stdout.split('\n').map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '').trim()]),
  );
  const says = (name: string): string => seen.get(name) ?? 'unknown';
  const list = (name: string): string[] => says(name).split(/\s+/).filter(Boolean);
  const own = await Promise.all(
    ['ipc', 'pid'].map((kind) => readlink(`/proc/self/ns/${kind}`).catch(() => '')),
  );
  const namespaces = [says('ipc'), says('pid')];
  return {
    says,
    writable: unique([
      ...list('mounts').filter((point) => !USUAL_MOUNTS.includes(point)),
      ...list('writable').filter((point) => point !== SOCKET_FOLDER),
      ...(says('write_sys') === 'no' ? [] : ['/proc/sys']),
    ]),
    devices: list('devices').filter((path) => !USUAL_DEVICES.test(path)),
    shared: [
      ...namespaces.filter((name) => FIRST_NAMESPACES.includes(name) || own.includes(name)),
      ...namespaces.filter((name) => !/^\w+:\[\d+\]$/.test(name)),
      ...(says('first') === 'box' ? [] : [`first process ${says('first')}`]),
      ...list('foreign').map((pid) => `process ${pid} of another user`),
    ],
    network: unique([...list('up'), ...list('addresses'), ...list('routes')]).filter((name) => name !== 'lo'),
  };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
