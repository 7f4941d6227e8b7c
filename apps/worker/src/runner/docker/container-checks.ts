import type { DoctorCheck } from '@app/contracts';
import { lookAround } from './container-look.js';
import type { RunnerContainer } from './runner-container.js';

const MiB = 1024 * 1024;
const CAPABILITY_SETS = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];

/** How a host gets the AppArmor profile for runner containers. */
export const APPARMOR_CURE =
  'On the host of the engine: sudo apparmor_parser -r docker/apparmor-cpast-runner (with AppArmor 3, as in Debian 12: docker/apparmor-cpast-runner-3).';

/** The outer layers, each seen from inside a container of the pool. @throws EngineGone */
export async function containerChecks(container: RunnerContainer): Promise<DoctorCheck[]> {
  const { says, writable, devices, shared, network } = await lookAround(container);
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
  const held = CAPABILITY_SETS.filter((name) => !/^0+$/.test(says(name)));
  const forbidden = says('forbidden_calls').split(',').filter(Boolean);
  const unfit = says('namespaces') !== 'yes';
  const cgroups =
    'Give the engine a kernel with the memory, pids and cpu cgroup controllers (docker info warns of missing ones).';
  const apparmor = says('apparmor') || 'unknown';
  return [
    check('not_root', /^[1-9]\d*$/.test(says('Uid')), `uid ${says('Uid')}`, engine),
    check(
      'capabilities',
      held.length === 0,
      held.length === 0 ? 'none in any set' : held.map((name) => `${name} ${says(name)}`).join(', '),
      engine,
    ),
    check('no_new_privileges', says('NoNewPrivs') === '1', `NoNewPrivs ${says('NoNewPrivs')}`, engine),
    check(
      'seccomp',
      says('Seccomp') === '2' && forbidden.length === 0 && !unfit,
      forbidden.length > 0 || unfit
        ? `Seccomp ${says('Seccomp')}, but not the profile docker/seccomp.json: it lets through ${forbidden.join(', ') || 'nothing'}${unfit ? ', and no namespaces' : ''}`
        : `Seccomp ${says('Seccomp')}: calls that docker/seccomp.json forbids were refused, those that it allows were not`,
      'Use an engine with seccomp that takes the profile it is given.',
    ),
    check(
      'network',
      network.length === 0,
      network.length === 0 ? 'no interface is up, no address, no route' : `it reaches ${network.join(', ')}`,
      engine,
    ),
    check(
      'read_only',
      writable.length === 0,
      writable.length === 0
        ? 'nothing is writable but the socket folder'
        : `it can write to ${writable.join(', ')}`,
      engine,
    ),
    check(
      'devices',
      devices.length === 0,
      devices.length === 0 ? 'none but the harmless ones' : devices.join(', '),
      engine,
    ),
    check(
      'own_namespaces',
      shared.length === 0,
      shared.length === 0 ? 'no process and no message queue of others to be seen' : shared.join(', '),
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
    check('pids_limit', limit('pids_limit', 4096), `pids limit ${says('pids_limit')}`, cgroups),
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
