import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Limits } from '@app/contracts';
import { withDefaultLimits } from '@app/contracts';
import Docker from 'dockerode';
import { OWNER_LABEL } from '../../apps/worker/src/runner/docker/container-options.js';
import type { DockerRunnerOptions } from '../../apps/worker/src/runner/docker/docker.runner.js';
import { engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { ownerName } from '../../apps/worker/src/runner/docker/process-names.js';
import { createDockerRunner, LANGUAGE_ROWS, type BoxRunner } from '../../apps/worker/src/runner/index.js';
import type { PreparedProgram, RunOutcome } from '../../apps/worker/src/runner/runner.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';
import { bringKnown, keepKnown } from '../support/known-data.js';

type FixtureOptions = Partial<
  Pick<DockerRunnerOptions, 'dockerHost' | 'image' | 'dataDir' | 'limits' | 'production' | 'slots'>
>;

/** A docker runner, by default with a data folder of its own. */
export class DockerFixture {
  private constructor(
    readonly runner: BoxRunner,
    readonly said: string[],
    private readonly removeOwn: () => Promise<void>,
  ) {}

  /**
   * @param languages ids of rows
   * @param options a data folder that is given is left to the giver
   */
  static async start(languages: readonly string[], options: FixtureOptions = {}): Promise<DockerFixture> {
    const own = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'cpast-docker-')) : null;
    if (own) await bringKnown(own);
    const said: string[] = [];
    const removeOwn = async () => {
      if (!own) return;
      await keepKnown(own);
      await rm(own, { recursive: true, force: true });
    };
    const runner = await createDockerRunner({
      dockerHost: DOCKER_HOST,
      image: null,
      root: ROOT,
      dataDir: own ?? '',
      isolation: undefined,
      production: true,
      slots: 2,
      log: (message) => said.push(message),
      rows: LANGUAGE_ROWS.filter(({ id }) => languages.includes(id)),
      ...options,
    }).catch(async (error: unknown) => {
      await removeOwn();
      throw error;
    });
    await runner.detected;
    return new DockerFixture(runner, said, removeOwn);
  }

  async stop(): Promise<void> {
    await this.runner.close();
    await this.removeOwn();
  }

  /** @throws Error with the compiler's words */
  async prepare(language: string, source: string): Promise<PreparedProgram> {
    const prepared = await this.runner.prepare({ language, source });
    if (prepared.kind === 'ready') return prepared.program;
    throw new Error(`${language}: ${JSON.stringify(prepared)}\n${this.said.join('\n')}`);
  }

  /** A C program with the usual headers. */
  c(body: string, head = ''): Promise<PreparedProgram> {
    const headers = ['stdio', 'stdlib', 'string', 'unistd', 'fcntl', 'sys/mman'];
    const includes = headers.map((name) => `#include <${name}.h>\n`).join('');
    return this.prepare('c', `#define _GNU_SOURCE\n${includes}${head}\nint main(void) {\n${body}\n}\n`);
  }

  /** One run in a sandbox of its own. */
  async once(program: PreparedProgram, stdin = '', limits: Partial<Limits> = {}): Promise<RunOutcome> {
    const sandbox = await this.runner.open([program]);
    try {
      return (await sandbox.run(program, [{ stdin }], withDefaultLimits(limits)))[0]!;
    } finally {
      await sandbox.close();
    }
  }
}

/** The engine itself, past every proxy. */
export const engine = new Docker(engineOptions(DOCKER_HOST));

/** The runner containers of this process, paused ones too. */
export async function ownContainers(): Promise<Docker.ContainerInfo[]> {
  return engine.listContainers({ filters: { label: [`${OWNER_LABEL}=${await ownerName()}`] } });
}

/**
 * Does it to each of them that runs, and says to how many; one that ended between two questions needs
 * nothing.
 */
export async function toEveryContainer(action: 'kill' | 'pause'): Promise<number> {
  let done = 0;
  for (const { Id } of (await ownContainers()).filter(({ State }) => State === 'running'))
    try {
      await engine.getContainer(Id)[action]();
      done += 1;
    } catch (error) {
      if (![404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
    }
  return done;
}

const STARTS_CONTAINER = /^POST \S*\/containers\/(create|\w+\/start)\b/;

/**
 * Stands between the runner and the engine, so that the engine can go away and come back for this runner
 * alone.
 */
export class EngineProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  /** What it answers to a request for a container, instead of the engine; null: the engine is asked. */
  refusal: { status: number; message: string } | null = null;
  refused = 0;

  get host(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  async open(): Promise<this> {
    const path = DOCKER_HOST.replace(/^unix:\/\//, '');
    // Half-open, as docker's hijacked streams need it.
    this.server = createServer({ allowHalfOpen: true }, (client) => {
      client.on('error', () => client.destroy());
      this.pass(client, path);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  private pass(client: Socket, path: string): void {
    const engine = connect({ path, allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => (this.sockets.delete(from), to.destroy()));
    }
    // Each request and not the first alone: clients keep connections.
    const gate = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        if (this.refusal && STARTS_CONTAINER.test(chunk.toString('latin1')))
          this.refuse(client, this.refusal);
        else done(null, chunk);
      },
    });
    client.pipe(gate).pipe(engine);
    engine.pipe(client);
  }

  private refuse(client: Socket, { status, message }: { status: number; message: string }): void {
    this.refused += 1;
    const body = JSON.stringify({ message });
    const head = `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nConnection: close`;
    client.end(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  }

  /** No engine answers any more, and every connection is cut. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
