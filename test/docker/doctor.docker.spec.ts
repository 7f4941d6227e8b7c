import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker, { type ContainerCreateOptions, type HostConfig } from 'dockerode';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseSettings, probeIn } from '../../apps/worker/src/runner/docker/choose-settings.js';
import { containerChecks } from '../../apps/worker/src/runner/docker/container-checks.js';
import { askEngine, engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { ensureOwnImage } from '../../apps/worker/src/runner/docker/image.js';
import { RunnerContainer } from '../../apps/worker/src/runner/docker/runner-container.js';
import { RunnerUnavailable } from '../../apps/worker/src/runner/runner.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';

type Change = (host: HostConfig, whole: ContainerCreateOptions) => void;

/** An engine that does not do what it is asked for: it changes what containers are made with. */
class WeakEngine extends Docker {
  constructor(private readonly change: Change) {
    super(engineOptions(DOCKER_HOST));
  }

  override createContainer(options: ContainerCreateOptions): Promise<Docker.Container> {
    this.change(options.HostConfig!, options);
    return super.createContainer(options);
  }
}

async function settings() {
  const image = await ensureOwnImage({ dockerHost: DOCKER_HOST, root: ROOT, target: 'core', log: () => {} });
  return {
    image: image.reference,
    owner: `test/${process.pid}/0`,
    seccompProfile: await readFile(join(ROOT, 'docker/seccomp.json'), 'utf8'),
    socketRoot: null,
    warmUpFolder: null,
  };
}

let container: RunnerContainer | undefined;
afterEach(async () => {
  await container?.remove();
  container = undefined;
});

/** The required checks that do not hold in a container of an engine that makes this change. */
async function flagged(change: Change): Promise<string[]> {
  const own = { ...(await settings()), apparmorProfile: null, cores: 2, memoryBytes: 0 };
  container = await RunnerContainer.start(new WeakEngine(change), own);
  const checks = await containerChecks(container);
  return checks.filter(({ ok, required }) => required && !ok).map(({ id }) => id);
}

const withSeccomp = (profile: object | null): Change => {
  const option = profile === null ? [] : [`seccomp=${JSON.stringify(profile)}`];
  return (host) => (host.SecurityOpt = ['no-new-privileges', ...option]);
};
/** Lets through what docker/seccomp.json does, and one call more. */
const withCall = async (name: string): Promise<Change> => {
  const profile = JSON.parse((await settings()).seccompProfile) as { syscalls: object[] };
  return withSeccomp({
    ...profile,
    syscalls: [...profile.syscalls, { names: [name], action: 'SCMP_ACT_ALLOW' }],
  });
};

const WEAK: readonly [what: string, change: Change, ids: readonly string[]][] = [
  ['the capabilities are not dropped', (host) => delete host.CapDrop, ['container_capabilities']],
  ['the seccomp profile allows all', withSeccomp({ defaultAction: 'SCMP_ACT_ALLOW' }), ['container_seccomp']],
  ["the seccomp profile is the engine's own", withSeccomp(null), ['container_seccomp']],
  ['the one more call is inotify_init1', await withCall('inotify_init1'), ['container_seccomp']],
  [
    'new privileges are allowed',
    (host) => (host.SecurityOpt = host.SecurityOpt?.filter((text: string) => text !== 'no-new-privileges')),
    ['container_no_new_privileges'],
  ],
  ["the host's processes are there", (host) => (host.PidMode = 'host'), ['container_own_namespaces']],
  [
    "the host's message queues are there",
    (host) => (host.IpcMode = 'host'),
    ['container_read_only', 'container_own_namespaces'],
  ],
  [
    'it has the network of the host',
    (host, whole) => {
      host.NetworkMode = 'host';
      whole.NetworkDisabled = false;
    },
    ['container_network'],
  ],
  [
    'it has a device more',
    (host) =>
      (host.Devices = [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm' }]),
    ['container_devices'],
  ],
  ['it has a folder of the host', (host) => (host.Binds = ['/var/tmp:/mnt:rw']), ['container_read_only']],
  ['its root is writable', (host) => (host.ReadonlyRootfs = false), ['container_read_only']],
  [
    'it has no limits',
    (host) => {
      delete host.Memory;
      delete host.MemorySwap;
      delete host.PidsLimit;
    },
    ['container_memory_limit', 'container_pids_limit'],
  ],
];

describe('the doctor', () => {
  it('finds nothing amiss in a container that is as it should be', async () => {
    expect(await flagged(() => undefined)).toEqual([]);
  });

  it.each(WEAK)('sees when %s', async (_what, change, ids) => {
    expect(await flagged(change)).toEqual(expect.arrayContaining([...ids]));
  });
});

describe('a start in production', () => {
  const start = async (change: Change, isolation?: 'reduced') => {
    const engine = new WeakEngine(change);
    const said: string[] = [];
    const wanted = {
      ...(await settings()),
      isolation,
      production: true,
      log: (message: string) => void said.push(message),
    };
    const { first } = await chooseSettings(engine, await askEngine(engine), wanted);
    container = first;
    return said.join('\n');
  };
  const [, weak] = WEAK.find(([what]) => what === 'it has a folder of the host')!;

  it('is refused when a layer of the container is missing, with cause and cure, and leaves no container', async () => {
    const refused = start(weak);
    await expect(refused).rejects.toThrow(RunnerUnavailable);
    await expect(refused).rejects.toThrow(
      /container_read_only \(it can write to \/mnt\).*ISOLATION=reduced/s,
    );
    const engine = new Docker(engineOptions(DOCKER_HOST));
    const filters = { label: [`cpast.runner=test/${process.pid}/0`] };
    expect(await engine.listContainers({ all: true, filters })).toEqual([]);
  });

  it('goes on with ISOLATION=reduced, and says so', async () => {
    const said = await start(weak, 'reduced');
    expect(said).toMatch(
      /WARNING: runner containers lack a layer: container_read_only .it can write to .*\/mnt/,
    );
    expect((await probeIn(container!, 'reduced')).runnable).toBe(true);
  });
});
