import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ContainerCreateOptions } from 'dockerode';
import { YAML11_SCHEMA, load } from 'js-yaml';
import { ROOT } from '../support/docker.js';

export const COMPOSE_FOLDER = join(ROOT, 'docker');

/** A service of docker/compose.yaml, as far as this repository uses the format. */
export interface ComposeService {
  image: string;
  build?: { context: string; dockerfile: string; target?: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  command?: string[];
  entrypoint?: string[];
  user?: string;
  group_add?: string[];
  read_only?: boolean;
  init?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  mem_limit?: string;
  memswap_limit?: string;
  pids_limit?: number;
  volumes?: string[];
  ports?: string[];
  networks?: string[];
  network_mode?: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
  profiles?: string[];
  deploy?: { replicas?: number | string };
  stop_grace_period?: string;
  hostname?: string;
  shm_size?: string;
  logging?: { driver: string; options: Record<string, string> };
}
export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, object>;
}

/** A variable of the file that must be set was not. */
export class VariableMissing extends Error {
  override readonly name = 'VariableMissing';
}

const VARIABLE = /\$(?:(\$)|\{([A-Z][A-Z0-9_]*)(?::([-?])([^}]*))?\})/g;

export const composeText = readFileSync(join(COMPOSE_FOLDER, 'compose.yaml'), 'utf8');

/** Names of the variables the file asks for. */
export function composeVariables(): string[] {
  const names = [...composeText.matchAll(VARIABLE)].flatMap((match) => match[2] ?? []);
  return [...new Set(names)].sort();
}

/**
 * docker/compose.yaml with its variables filled in, as `docker compose` would.
 * @throws VariableMissing that names the variable and says what the file says of it
 */
export function readCompose(variables: Readonly<Record<string, string>>): ComposeFile {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return interpolate(value, variables);
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner)]));
  };
  // The YAML of compose files has merge keys (<<), which YAML 1.2 has not.
  return fill(load(composeText, { schema: YAML11_SCHEMA })) as ComposeFile;
}

function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_all, dollar?: string, name = '', operator?: string, rest = '') => {
    if (dollar) return '$';
    const value = variables[name as string] ?? '';
    if (value !== '' || operator === undefined) return value;
    if (operator === '?') throw new VariableMissing(`${name}: ${rest}`);
    return rest as string;
  });
}

const UNITS: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const SECOND_NS = 1e9;
const bytesOf = (text: string): number => Number.parseInt(text, 10) * (UNITS[text.at(-1)!] ?? 1);

/** What of a service stands for itself in a container that shares this host's network. */
const TAKEN = [
  ...['image', 'environment', 'command', 'entrypoint', 'user', 'group_add', 'read_only', 'init', 'tmpfs'],
  ...[
    'cap_drop',
    'cap_add',
    'security_opt',
    'mem_limit',
    'memswap_limit',
    'pids_limit',
    'volumes',
    'healthcheck',
  ],
];
/** What is for compose itself, or about networks of its own. */
const LEFT = [
  ...['build', 'depends_on', 'restart', 'profiles', 'deploy', 'stop_grace_period', 'logging', 'networks'],
  ...['network_mode', 'ports'],
];

/**
 * A container as the service describes it, but in this host's network, because a test's engine may have no
 * other.
 * @throws Error when the service says something that this does not understand
 */
export function containerOf(
  service: ComposeService,
  more: Record<string, string> = {},
): ContainerCreateOptions {
  const unknown = Object.keys(service).filter((key) => !TAKEN.includes(key) && !LEFT.includes(key));
  if (unknown.length > 0) throw new Error(`not understood: ${unknown.join(', ')}`);
  const options = service.security_opt ?? [];
  const unmasked = options.includes('systempaths=unconfined');
  return {
    Image: service.image,
    Cmd: service.command,
    Entrypoint: service.entrypoint,
    User: service.user,
    Env: Object.entries({ ...service.environment, ...more }).map(([name, value]) => `${name}=${value}`),
    // Without a test of its own it is that of the image; looked at more often, so that tests wait less.
    Healthcheck: {
      ...(service.healthcheck && { Test: service.healthcheck.test }),
      // Each check is a process of Node.js: of three containers every second, they fill a slow machine.
      ...{ Interval: 5 * SECOND_NS, Timeout: 5 * SECOND_NS, StartPeriod: 60 * SECOND_NS, Retries: 3 },
    },
    HostConfig: {
      NetworkMode: 'host',
      Init: service.init,
      ReadonlyRootfs: service.read_only,
      Tmpfs: Object.fromEntries((service.tmpfs ?? []).map((text) => text.split(/:(.*)/s).slice(0, 2))),
      CapDrop: service.cap_drop,
      CapAdd: service.cap_add,
      GroupAdd: service.group_add,
      SecurityOpt: options.filter((text) => text !== 'systempaths=unconfined').map(withProfile),
      ...(unmasked && { MaskedPaths: [], ReadonlyPaths: [] }),
      Memory: service.mem_limit ? bytesOf(service.mem_limit) : undefined,
      MemorySwap: service.memswap_limit ? bytesOf(service.memswap_limit) : undefined,
      PidsLimit: service.pids_limit,
      Binds: (service.volumes ?? []).filter((text) => /^[./]/.test(text)).map(withRoot),
    },
  };
}

/** `seccomp=FILE` as the engine wants it: the text of the file. */
function withProfile(option: string): string {
  const file = /^seccomp=(\..+)$/.exec(option)?.[1];
  return file ? `seccomp=${readFileSync(resolve(COMPOSE_FOLDER, file), 'utf8')}` : option;
}

function withRoot(volume: string): string {
  const [from = '', ...rest] = volume.split(':');
  return [resolve(COMPOSE_FOLDER, from), ...rest].join(':');
}
