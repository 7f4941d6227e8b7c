import type { DoctorCheck } from '@app/contracts';
import type { RunnerContainer } from './runner-container.js';

const MiB = 1024 * 1024;

/** How a host gets the AppArmor profile for runner containers. */
export const APPARMOR_CURE =
  'On the host of the engine: sudo apparmor_parser -r docker/apparmor-cpast-runner (with AppArmor 3, as in Debian 12: docker/apparmor-cpast-runner-3).';

/** What is around the boxes, seen by a process in the container. Prints `name=value` lines. */
const LOOK_AROUND = `
while read -r key value; do case $key in Uid:|CapEff:|CapBnd:|NoNewPrivs:|Seccomp:) set -- $value; echo "$key=$1";; esac; done < /proc/self/status
can() { if { eval "$2"; } 2>/dev/null; then echo "$1=yes"; else echo "$1=no"; fi; }
can write_root 'true > /doctor'
can write_tmp 'true > /tmp/doctor'
can write_sys 'true > /proc/sys/kernel/core_pattern'
interfaces=; while read -r name rest; do case $name in *:*) interfaces="$interfaces \${name%%:*}";; esac; done < /proc/net/dev; echo "interfaces=$interfaces"
first() { for file in "$@"; do if [ -r "$file" ]; then read -r value < "$file"; echo "$value"; return; fi; done; echo unknown; }
echo "memory=$(first /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes)"
echo "swap=$(first /sys/fs/cgroup/memory.swap.max /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes)"
echo "pids=$(first /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max)"
echo "cpu=$(first /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us)"
echo "apparmor=$(first /proc/self/attr/apparmor/current /proc/self/attr/current)"
`;

/** The outer layers, each seen from inside a container of the pool. @throws EngineGone */
export async function containerChecks(container: RunnerContainer): Promise<DoctorCheck[]> {
  const { stdout } = await container.execute(['/bin/sh', '-c', LOOK_AROUND]);
  const seen = new Map(
    stdout.split('\n').map((line) => [line.replace(/:?=.*/, ''), line.replace(/^[^=]*=/, '')]),
  );
  const says = (name: string): string => seen.get(name)?.trim() ?? 'unknown';
  const check = (id: string, ok: boolean, detail: string, cure: string, required = true): DoctorCheck => ({
    id: `container_${id}`,
    ok,
    required,
    detail,
    cure: ok ? '' : cure,
  });
  const engine = 'The engine does not do what it was asked for; use Docker 20.10 or later.';
  const limit = (name: string, most: number): boolean => {
    const value = Number.parseInt(says(name), 10);
    return Number.isFinite(value) && value > 0 && value <= most;
  };
  const writable = ['write_root', 'write_tmp', 'write_sys'].filter((name) => says(name) !== 'no');
  const cgroups =
    'Give the engine a kernel with the memory, pids and cpu cgroup controllers (docker info warns of missing ones).';
  const apparmor = says('apparmor') || 'unknown';
  return [
    check('not_root', says('Uid') !== '0' && seen.has('Uid'), `uid ${says('Uid')}`, engine),
    check(
      'capabilities',
      /^0+$/.test(says('CapEff')),
      `effective ${says('CapEff')}, bounding set ${says('CapBnd')}`,
      engine,
    ),
    check('no_new_privileges', says('NoNewPrivs') === '1', `NoNewPrivs ${says('NoNewPrivs')}`, engine),
    check(
      'seccomp',
      says('Seccomp') === '2',
      `Seccomp ${says('Seccomp')}: the profile docker/seccomp.json`,
      'Use an engine with seccomp.',
    ),
    check(
      'network',
      ['', 'lo'].includes(says('interfaces')),
      `interfaces: ${says('interfaces') || 'none'}`,
      engine,
    ),
    check(
      'read_only',
      writable.length === 0,
      writable.length === 0 ? 'nothing is writable but the socket folder' : `it can ${writable.join(', ')}`,
      engine,
    ),
    check('memory_limit', limit('memory', 64 * 1024 * MiB), `memory limit ${says('memory')}`, cgroups),
    check(
      'swap_limit',
      says('swap') === '0' || says('swap') === says('memory'),
      `memory and swap ${says('swap')}`,
      `${cgroups} On cgroup v1: swapaccount=1.`,
      false,
    ),
    check('pids_limit', limit('pids', 4096), `pids limit ${says('pids')}`, cgroups),
    check('cpu_limit', limit('cpu', 1e9), `cpu quota ${says('cpu')}`, cgroups, false),
    check(
      'apparmor',
      apparmor !== 'unknown' && !apparmor.startsWith('unconfined'),
      apparmor === 'unknown' ? 'not in use on this host; seccomp and the user namespace hold' : apparmor,
      apparmor === 'unknown' ? '' : APPARMOR_CURE,
      false,
    ),
  ];
}
