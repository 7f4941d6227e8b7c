import type { ContainerCreateOptions } from 'dockerode';

const MiB = 1024 * 1024;

/** Runner containers carry it; the value names the worker that they belong to. */
export const OWNER_LABEL = 'cpast.runner';
/** The folder in which the worker listens for as long as it lives (socket-root.ts). */
export const ROOT_LABEL = 'cpast.runner.root';
/** Where the listener's socket lies inside. */
export const SOCKET_FOLDER = '/run/cpast';
export const SOCKET_NAME = 'box';
export const SOCKET_PATH = `${SOCKET_FOLDER}/${SOCKET_NAME}`;
/** Where the worker's warm-ups are shown. */
export const WARM_UP_FOLDER = '/warm-up';
/** No user of the host: not root, and no account that a distribution hands out. */
const RUNNER_USER = '10001:10001';

/**
 * The backstop behind the limits of single runs: the largest run (2 GiB), the work space of a compiler (512
 * MiB), what was put into the boxes of one job (programs, inputs, outputs of 64 MiB each) and the boxes
 * themselves. Memory is not set aside by it.
 */
const MEMORY_BYTES = 4096 * MiB;
/**
 * The largest process limit of a run (256) or a compiler (128), threads included, and the boxes of one job.
 */
const PIDS = 512;
/** A run is one process on one core; a second one lets the threads of a virtual machine work beside it. */
const MOST_CORES = 2;

/** A mount over what an engine would make writable. */
const CLOSED = 'ro,noexec,nosuid,nodev,size=4k,mode=0555';
const PODMAN_FOLDERS = ['/tmp', '/var/tmp', '/run'];

export interface ContainerSettings {
  image: string;
  owner: string;
  /** The worker's folder of sockets; absent: it has none. */
  root?: string;
  /** The seccomp profile as JSON text; for Podman the path to it, on the machine of the engine. */
  seccompProfile: string;
  podman?: boolean;
  /** An AppArmor profile the engine's host has loaded; null: the engine's default. */
  apparmorProfile: string | null;
  /** Host folder for the socket; null: the socket stays inside, `box connect` leads to it. */
  socketFolder: string | null;
  /** Host folder of warm-ups; null: none. */
  warmUpFolder: string | null;
  cores: number;
  /** Of the engine's machine; 0: unknown. */
  memoryBytes: number;
  /** Reduced isolation works in folders of the container itself. */
  scratch?: boolean;
  /** What a container may have; default: what the largest job needs. */
  limits?: { memoryBytes: number; pids: number };
}

/**
 * A container that may do nothing: not root, no capability, no new privilege, no network, nothing writable
 * but its socket folder, no other system call than those of the box's own table. What the box needs beyond an
 * ordinary container is a user namespace (in the profile) and a /proc without masks (a new /proc can only be
 * mounted where the old one hides nothing, mount_namespaces(7)).
 */
export function containerOptions(settings: ContainerSettings): ContainerCreateOptions {
  const { apparmorProfile, socketFolder, warmUpFolder } = settings;
  const { limits = { memoryBytes: MEMORY_BYTES, pids: PIDS } } = settings;
  const memory = Math.min(limits.memoryBytes, settings.memoryBytes || limits.memoryBytes);
  return {
    Image: settings.image,
    Cmd: ['listen', SOCKET_PATH, '--per-connection'],
    User: RUNNER_USER,
    Hostname: 'runner',
    Env: [],
    Labels: { [OWNER_LABEL]: settings.owner, ...(settings.root ? { [ROOT_LABEL]: settings.root } : {}) },
    NetworkDisabled: true,
    // The listener ends at the end of its input, which comes when the worker is gone, however it went.
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    StopTimeout: 1,
    HostConfig: {
      AutoRemove: true,
      Privileged: false,
      NetworkMode: 'none',
      IpcMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: [
        'no-new-privileges',
        `seccomp=${settings.seccompProfile}`,
        // Podman takes an empty MaskedPaths for none given.
        ...(settings.podman ? ['unmask=ALL'] : []),
        ...(apparmorProfile === null ? [] : [`apparmor=${apparmorProfile}`]),
      ],
      MaskedPaths: [],
      ReadonlyPaths: [],
      ReadonlyRootfs: true,
      PidsLimit: limits.pids,
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: Math.max(1, Math.min(settings.cores, MOST_CORES)) * 1e9,
      OomScoreAdj: 500,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        // Podman's own defaults may be more than its host is allowed to give.
        ...(settings.podman
          ? [
              { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
              { Name: 'nproc', Soft: 16_384, Hard: 16_384 },
            ]
          : []),
      ],
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: '' },
      Binds: [
        ...(socketFolder === null ? [] : [`${socketFolder}:${SOCKET_FOLDER}:rw`]),
        ...(warmUpFolder === null ? [] : [`${warmUpFolder}:${WARM_UP_FOLDER}:ro`]),
      ],
      Tmpfs: {
        // Podman adds these to a read-only root by itself, writable.
        ...(settings.podman ? Object.fromEntries(PODMAN_FOLDERS.map((path) => [path, CLOSED])) : {}),
        // Every engine shows message queues there, writable for all.
        '/dev/mqueue': CLOSED,
        ...(settings.scratch ? { '/tmp': 'rw,exec,nosuid,nodev,mode=1777' } : {}),
        ...(socketFolder === null
          ? { [SOCKET_FOLDER]: 'rw,noexec,nosuid,nodev,size=64k,mode=0700,uid=10001,gid=10001' }
          : {}),
      },
    },
  };
}
