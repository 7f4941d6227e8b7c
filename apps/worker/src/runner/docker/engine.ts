import { inTime as settledInTime } from '@app/async';
import type Docker from 'dockerode';
import { existsSync } from 'node:fs';

/** Where an engine listens by default. */
export const USUAL_SOCKET = '/var/run/docker.sock';
const USUAL_PORT = 2375;
const TLS_PORT = '2376';
const QUESTION_TIMEOUT_MS = 5_000;

/** The engine does not answer, as opposed to: it answers that it will not. It may come back. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone';
}

/**
 * How to reach an engine. A `tcp://` engine is spoken to with TLS at port 2376 or with DOCKER_TLS_VERIFY,
 * with the certificates in DOCKER_CERT_PATH, as with the docker command.
 * @param dockerHost as in DOCKER_HOST; null: the usual socket
 * @param tlsVerify as in DOCKER_TLS_VERIFY
 */
export function engineOptions(
  dockerHost: string | null,
  // eslint-disable-next-line no-restricted-properties -- the docker command's own variable, beside those that dockerode reads itself
  tlsVerify = process.env.DOCKER_TLS_VERIFY,
): Docker.DockerOptions {
  if (dockerHost === null) return { socketPath: USUAL_SOCKET };
  const path = /^(?:unix:\/\/)?(\/.+)$/.exec(dockerHost)?.[1];
  if (path) return { socketPath: path };
  const pipe = /^npipe:\/\/(.+)$/.exec(dockerHost)?.[1];
  if (pipe) return { socketPath: pipe };
  const url = new URL(dockerHost);
  const username = url.username || undefined;
  if (url.protocol === 'ssh:') return { protocol: 'ssh', host: url.hostname, port: url.port || 22, username };
  const secure =
    url.protocol === 'https:' || url.port === TLS_PORT || (url.protocol === 'tcp:' && !!tlsVerify);
  return {
    protocol: secure ? 'https' : 'http',
    host: url.hostname,
    port: url.port || (secure ? TLS_PORT : USUAL_PORT),
  };
}

/**
 * A client of the engine; it connects with its first call. Its package is loaded here, as most workers that
 * look for an engine find none, and it takes a tenth of the time of a start.
 * @param dockerHost as in DOCKER_HOST; null: the usual socket
 */
export async function engineAt(dockerHost: string | null): Promise<Docker> {
  const { default: Engine } = await import('dockerode');
  return new Engine(engineOptions(dockerHost));
}

/** Whether there may be an engine: a local one has a socket. */
export function mayAnswer(dockerHost: string | null): boolean {
  const { socketPath } = engineOptions(dockerHost);
  return socketPath === undefined || existsSync(socketPath);
}

/** Whether the engine's files may be this host's files. */
export function isLocal(dockerHost: string | null): boolean {
  return dockerHost === null || /^(unix:\/\/)?\//.test(dockerHost);
}

/** What the runner needs to know of an engine. */
export interface EngineInfo {
  version: string;
  /** Podman behind its API for docker, which differs in some things. */
  podman: boolean;
  /** Names of its security modules: `seccomp`, `apparmor`, `rootless`... */
  securityOptions: readonly string[];
  memoryBytes: number;
  cores: number;
}

/** @throws EngineGone */
export async function askEngine(engine: Docker): Promise<EngineInfo> {
  const { Components = [] } = (await inTime(engine.version(), QUESTION_TIMEOUT_MS)) as {
    Components?: { Name: string }[];
  };
  const info = (await inTime(engine.info(), QUESTION_TIMEOUT_MS)) as {
    ServerVersion?: string;
    SecurityOptions?: string[] | null;
    MemTotal?: number;
    NCPU?: number;
  };
  return {
    version: info.ServerVersion ?? 'unknown',
    podman: Components.some(({ Name }) => Name === 'Podman Engine'),
    securityOptions: (info.SecurityOptions ?? []).map((text) => /name=([^,]+)/.exec(text)?.[1] ?? text),
    memoryBytes: info.MemTotal ?? 0,
    cores: info.NCPU ?? 1,
  };
}

/**
 * Settles like `work`, but no later than `timeoutMs`; errors that say that no engine answers become
 * EngineGone.
 * @throws EngineGone; what the engine itself answered
 */
export async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  try {
    return await settledInTime(work, timeoutMs);
  } catch (error) {
    if (error instanceof EngineGone || statusOf(error) !== null) throw error;
    throw new EngineGone(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Whether the engine is away, or in no state to work (5xx), as opposed to: it will not do this. Both may
 * pass.
 */
export function mayPass(error: unknown): boolean {
  return error instanceof EngineGone || (statusOf(error) ?? 0) >= 500;
}

/** The HTTP status of an answer that says no; null for anything else. */
export function statusOf(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}
