import { mkdir, mkdtemp, readdir, rm, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { BoxTransport } from '../box/launcher.js';
import { SOCKET_NAME, containerOptions, type ContainerSettings } from './container-options.js';
import { EngineGone, inTime } from './engine.js';
import { ContainerBox, connectByRelay, connectBySocket, type Connect } from './transport.js';

const CREATE_TIMEOUT_MS = 60_000;
const LISTENING_TIMEOUT_MS = 20_000;
const REMOVE_TIMEOUT_MS = 10_000;
const DIAGNOSTICS_BYTES = 4_096;
/** A container is replaced after so many boxes, whatever its health: nothing that leaks may add up. */
const MOST_BOXES = 2_000;

export type StartSettings = Omit<ContainerSettings, 'socketFolder'> & {
  /** Where folders for sockets are made; null: the engine does not see this host's files. */
  socketRoot: string | null;
};

/**
 * One runner container: its first process listens, each connection is a box. It lives as long as its input is
 * attached, so it ends with this worker however the worker ends, and the engine removes it then.
 */
export class RunnerContainer {
  /** Resolves, never rejects, when it no longer runs. */
  readonly gone: Promise<string>;
  private isGone = false;
  private spoilt = false;
  private retired = false;
  private boxes = 0;
  private readonly live = new Set<ContainerBox>();
  private said = '';

  private constructor(
    readonly id: string,
    private readonly container: Docker.Container,
    private readonly attached: Duplex,
    private readonly folder: string | null,
    private readonly connect: Connect,
    stderr: PassThrough,
  ) {
    stderr.setEncoding('utf8').on('data', (words: string) => {
      this.said = (this.said + words).slice(-DIAGNOSTICS_BYTES);
    });
    this.gone = new Promise((resolve) => {
      const done = (): void => {
        this.isGone = true;
        resolve('its container is gone');
      };
      attached.once('end', done).once('close', done).once('error', done);
    });
  }

  /** @throws EngineGone; what the engine answers; Error when nothing listens in it */
  static async start(engine: Docker, settings: StartSettings): Promise<RunnerContainer> {
    const socketFolder = settings.socketRoot === null ? null : await makeFolder(settings.socketRoot);
    let container: Docker.Container | null = null;
    try {
      const options = containerOptions({ ...settings, socketFolder });
      container = await inTime(engine.createContainer(options), CREATE_TIMEOUT_MS);
      const started = container;
      const attach = { stream: true, hijack: true, stdin: true, stdout: true, stderr: true } as const;
      const attached = (await inTime(started.attach(attach), CREATE_TIMEOUT_MS)) as unknown as Duplex;
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      engine.modem.demuxStream(attached, stdout, stderr);
      attached.on('error', () => undefined);
      const listening = untilListening(attached, stdout, stderr);
      listening.catch(() => undefined);
      await inTime(started.start(), CREATE_TIMEOUT_MS);
      await listening;
      const connect: Connect =
        socketFolder === null
          ? () => connectByRelay(engine, started)
          : () => connectBySocket(join(socketFolder, SOCKET_NAME));
      return new RunnerContainer(started.id, started, attached, socketFolder, connect, stderr);
    } catch (error) {
      if (container) await remove(container);
      if (socketFolder) await rm(socketFolder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Whether the next job may have it. */
  get healthy(): boolean {
    return this.usable && !this.retired && this.boxes < MOST_BOXES && this.live.size === 0;
  }

  /** Whether the job that has it may start further boxes in it. */
  get usable(): boolean {
    return !this.isGone && !this.spoilt;
  }

  /** What goes on in it is unknown: no further box. */
  spoil(): void {
    this.spoilt = true;
  }

  /**
   * The folder of its socket is the one place of this host that it can write to: who leaves something there
   * is not trusted.
   */
  async lookAtFolder(): Promise<void> {
    if (this.folder === null) return;
    const names = await readdir(this.folder).catch(() => []);
    if (names.some((name) => name !== SOCKET_NAME)) this.retire();
  }

  /** It did its work, but something in it ran out of memory, or the like: no further job. */
  retire(): void {
    this.retired = true;
  }

  /** @throws Error when the listener does not answer: the container is given up then */
  async launch(args: readonly string[]): Promise<BoxTransport> {
    try {
      const connection = await this.connect();
      const options = Buffer.from(args.map((arg) => `${arg}\0`).join(''));
      const head = Buffer.alloc(4);
      head.writeUInt32LE(options.length);
      connection.input.write(Buffer.concat([head, options]));
      this.boxes += 1;
      const box: ContainerBox = new ContainerBox(connection, this.gone, {
        boxEnded: (late) => {
          this.live.delete(box);
          if (late) this.spoil();
        },
        boxHung: () => this.spoil(),
        diagnostics: () => this.said.trim(),
      });
      this.live.add(box);
      return box;
    } catch (error) {
      this.spoil();
      throw error;
    }
  }

  /** Why no connection to its listener comes about; null: one does. */
  async whyUnreachable(): Promise<string | null> {
    try {
      (await this.connect()).destroy();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Runs a command in it, under the same restrictions, and gives what it printed. @throws EngineGone */
  async execute(command: readonly string[]): Promise<{ stdout: string; stderr: string; exitCode: number }> {
    const options = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
    const exec = await inTime(this.container.exec(options), CREATE_TIMEOUT_MS);
    const stream = await inTime(exec.start({ hijack: true }), CREATE_TIMEOUT_MS);
    const [out, err] = [new PassThrough(), new PassThrough()];
    this.container.modem.demuxStream(stream, out, err);
    const done = new Promise<void>((resolve) => stream.once('end', resolve).once('close', resolve));
    const texts = Promise.all([text(out), text(err)]);
    await inTime(done, CREATE_TIMEOUT_MS);
    out.end();
    err.end();
    const [stdout, stderr] = await texts;
    const { ExitCode } = await inTime(exec.inspect(), CREATE_TIMEOUT_MS);
    return { stdout, stderr, exitCode: ExitCode ?? -1 };
  }

  /** What the engine says of it. @throws EngineGone */
  inspect(): Promise<Docker.ContainerInspectInfo> {
    return inTime(this.container.inspect(), CREATE_TIMEOUT_MS);
  }

  /** Ends every box in it; resolves when they are gone or cut off. */
  async endBoxes(): Promise<void> {
    const boxes = [...this.live];
    for (const box of boxes) box.kill();
    await Promise.all(boxes.map(({ ended }) => ended));
  }

  /** Ends the container and waits until the engine has removed it. Idempotent; never rejects. */
  async remove(): Promise<void> {
    this.spoil();
    await remove(this.container);
    this.attached.destroy();
    if (this.folder) await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The container's user must write there; only this worker can walk to it. */
async function makeFolder(root: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(root, 'c'));
  await chmod(folder, 0o777);
  return folder;
}

async function untilListening(attached: Duplex, stdout: PassThrough, stderr: PassThrough): Promise<void> {
  let said = '';
  const collect = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-DIAGNOSTICS_BYTES));
  stderr.on('data', collect);
  try {
    await inTime(
      new Promise<void>((resolve, reject) => {
        const ended = (): void =>
          reject(new NotListening(`the runner container ended at once: ${said.trim()}`));
        attached.once('end', ended).once('close', ended);
        stdout.once('data', () => resolve());
      }),
      LISTENING_TIMEOUT_MS,
    );
  } catch (error) {
    throw error instanceof EngineGone && error.cause instanceof NotListening ? error.cause : error;
  } finally {
    stderr.off('data', collect);
  }
}

/** The container was started and did not stay. */
export class NotListening extends Error {
  override readonly name = 'NotListening';
}

/**
 * Never rejects: what cannot be removed (gone already, engine away) ends by itself, since its input has
 * ended.
 */
async function remove(container: Docker.Container): Promise<void> {
  await inTime(container.remove({ force: true, v: true }), REMOVE_TIMEOUT_MS).catch(() => undefined);
}
