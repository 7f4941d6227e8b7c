import type { DoctorCheck } from '@app/contracts';
import type { BoxLauncher } from '../box/launcher.js';
import { runErrand, type ErrandLimits } from '../compile/errand.js';
import type { RunOutcome } from '../runner.js';

const MiB = 1024 * 1024;
const EMPTY = Buffer.alloc(0);
const LIMITS: ErrandLimits = {
  cpuTimeLimitMs: 5_000,
  wallTimeLimitMs: 10_000,
  memoryLimitBytes: 256 * MiB,
  processLimit: 16,
  workBytes: 16 * MiB,
  outputKeepBytes: 16 * 1024,
};

/**
 * Builtins of any shell, because a run may start no process; not `:`, with which a failed redirection ends
 * the shell.
 */
const LOOK_AROUND = `
own=no; for folder; do for file in "$folder"/* "$folder"/.[!.]*; do [ -e "$file" ] && own=yes; done; done; echo "see_own=$own"
while read -r key value; do case $key in Uid:|CapEff:|CapBnd:|NoNewPrivs:|Seccomp:) set -- $value; echo "$key=$1";; esac; done < /proc/self/status
set -- /proc/[0-9]*; echo "processes=$#"
can() { if { eval "$2"; } 2>/dev/null; then echo "$1=yes"; else echo "$1=no"; fi; }
can write_root 'true > /doctor'
can write_usr 'true > /usr/doctor'
can write_proc 'true > /proc/sys/kernel/core_pattern'
can read_shadow 'read -r line < /etc/shadow'
can see_home '[ -r /root ] || [ -d /home/. ]'
can see_engine '[ -e /var/run/docker.sock ] || [ -e /run/cpast/box ]'
can write_work 'true > doctor'
`;
/** A box has folders of its own with these names, whatever the host has there. */
const OF_THE_BOX = ['/box', '/work', '/tmp'];
/** 40 MiB of text in the memory of the shell itself. */
const TAKE_MEMORY = `x=aaaaaaaaaaaaaaaaaaaa; i=0; while [ $i -lt 21 ]; do x=$x$x; i=$((i+1)); done; echo "\${#x}"`;

/**
 * What a program in a box finds, made the very way every job's boxes are made.
 * @throws RunnerUnavailable when no box can be made
 */
export async function boxChecks(launcher: BoxLauncher): Promise<DoctorCheck[]> {
  const own = (launcher.hidden ?? []).filter((folder) => !OF_THE_BOX.includes(folder));
  const look = await shell(launcher, LOOK_AROUND, LIMITS.memoryLimitBytes, own);
  const seen = new Map(
    look.stdout
      .toString()
      .split('\n')
      .map((line) => line.split(/:?=/) as [string, string]),
  );
  const full = launcher.isolation === 'full';
  const says = (name: string): string => seen.get(name) ?? 'unknown';
  const check = (id: string, ok: boolean, detail: string, required = true): DoctorCheck => ({
    id,
    ok,
    required,
    detail,
    cure: ok || !required ? '' : 'This must not be: take the worker out of service and report it.',
  });
  const wrong = ['write_root', 'write_usr', 'write_proc'].filter((name) => says(name) !== 'no');
  const visible = ['read_shadow', 'see_home', 'see_engine'].filter((name) => says(name) !== 'no');
  if (!seen.has('Uid')) {
    // Landlock keeps /proc out of reach in reduced isolation; there the box's own test has to do.
    for (const name of ['Uid', 'CapEff', 'CapBnd', 'Seccomp', 'processes']) seen.set(name, 'out of reach');
  }
  return [
    check('not_root', /^[1-9]/.test(says('Uid')), `a program has uid ${says('Uid')}`, full),
    check(
      'capabilities',
      /^0+$/.test(says('CapEff')),
      `effective ${says('CapEff')}, bounding set ${says('CapBnd')}`,
      full,
    ),
    check(
      'seccomp_inside',
      says('Seccomp') === '2',
      `a program is under a filter: Seccomp ${says('Seccomp')}`,
      full,
    ),
    check(
      'read_only',
      wrong.length === 0 && says('write_work') === 'yes',
      wrong.length === 0 ? 'only the work folder is writable' : `a program could ${wrong.join(', ')}`,
    ),
    check(
      'hidden_host',
      visible.length === 0,
      visible.length === 0
        ? 'no home folder, password file or engine to be seen'
        : `a program could ${visible.join(', ')}`,
      full,
    ),
    check(
      'hidden_own',
      says('see_own') === 'no',
      says('see_own') === 'no'
        ? 'nothing of DATA_DIR and of the folder of cpast to be seen'
        : `a program sees into ${own.join(' or ')}`,
    ),
    check(
      'hidden_processes',
      says('processes') === '1',
      `a program sees ${says('processes')} ${says('processes') === '1' ? 'process: itself' : 'processes'}`,
      full,
    ),
    await memoryCheck(launcher),
  ];
}

/** The same program within its limit and beyond it: the box must tell them apart, and count what was used. */
async function memoryCheck(launcher: BoxLauncher): Promise<DoctorCheck> {
  const within = await shell(launcher, TAKE_MEMORY, 512 * MiB);
  const beyond = await shell(launcher, TAKE_MEMORY, 24 * MiB);
  const counted = within.kind === 'ok' && within.memoryBytes > 40 * MiB && within.memoryBytes < 400 * MiB;
  const ok = counted && beyond.kind === 'memory_limit';
  const used = within.kind === 'internal' ? 'unknown' : `${Math.round(within.memoryBytes / MiB)} MiB`;
  return {
    id: 'memory_accounting',
    ok,
    required: true,
    detail: `40 MiB of text counted as ${used} (${within.kind}); with a limit of 24 MiB: ${beyond.kind}`,
    cure: ok ? '' : 'Memory cannot be measured here: see the check `own_proc`.',
  };
}

async function shell(
  launcher: BoxLauncher,
  script: string,
  memoryLimitBytes: number,
  args: readonly string[] = [],
): Promise<RunOutcome> {
  const { outcome } = await runErrand(launcher, {
    command: () => ({ argv: ['/bin/sh', '-c', script, 'sh', ...args], env: ['PATH=/usr/bin:/bin'] }),
    bundle: EMPTY,
    readOnly: [],
    processes: false,
    addressSpace: 'none',
    limits: { ...LIMITS, memoryLimitBytes },
  });
  return outcome;
}
