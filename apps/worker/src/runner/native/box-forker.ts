import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromForker, ToForker } from './forker.process.js';

const TOKEN_BYTES = 16;
const TOKEN_CHARACTERS = TOKEN_BYTES * 2;
/** A connection that does not say by then what it is for is none of ours. */
const SAY_WITHIN_MS = 5_000;

/** A box that the forker has started. */
export interface ForkedBox {
  readonly pid: number;
  /** The box's stdin and stdout. */
  readonly connection: Socket;
  /** Resolves, never rejects, when its process is gone and all that it wrote was read, with how it ended in words. */
  readonly ended: Promise<string>;
  /** Ends its process at once. */
  kill(): void;
}

interface Waiting {
  connection?: Socket;
  /** Resolves when nothing more can be read of the connection. */
  read?: Promise<void>;
  pid?: number;
  hasEnded?: boolean;
  /** What its process has as its command line. */
  readonly commandLine: string;
  resolve(box: ForkedBox): void;
  reject(error: Error): void;
  gone: Promise<string>;
  end(how: string): void;
}

/**
 * A small process that starts boxes for this one (forker.process.ts), and the way to it. Theory of operation: the forker connects
 * to a socket in a folder that only this user can enter, says on the connection which box it is for, and starts the box
 * with the connection as its stdin and stdout; from then on nobody is between the box and this process. How a box ended, and
 * what it said on stderr, the forker tells, whose child it is. When this process dies, the forker kills its boxes and ends.
 */
export class BoxForker {
  private readonly boxes = new Map<string, Waiting>();
  private closed = false;
  private lost = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly server: Server,
    private readonly folder: string,
  ) {
    server.on('connection', (connection) => this.admit(connection));
    child.on('message', (message: FromForker) => this.hear(message));
    child.once('exit', () => this.lose());
    child.on('error', () => this.lose());
  }

  /** @throws Error when it cannot be started */
  static async open(): Promise<BoxForker> {
    const folder = await mkdtemp(join(tmpdir(), 'cpast-boxes-'));
    const path = join(folder, 'socket');
    const server = createServer({ allowHalfOpen: true });
    try {
      await once(server.listen(path), 'listening');
      const script = new URL('./forker.process.js', import.meta.url);
      const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
      const child = fork(script, [path], {
        cwd: '/',
        env: {},
        execArgv: [],
        stdio: [...stdio],
        detached: true,
      });
      const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
      if ((first as FromForker | null)?.kind !== 'ready') throw new Error('it ended at once');
      server.unref();
      child.unref();
      child.channel?.unref();
      return new BoxForker(child, server, folder);
    } catch (error) {
      server.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Whether it can start boxes. */
  get isAlive(): boolean {
    return !this.lost && !this.closed;
  }

  /** @throws Error when the box cannot be started */
  start(file: string, args: readonly string[]): Promise<ForkedBox> {
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    return new Promise((resolve, reject) => {
      let end: (how: string) => void = () => undefined;
      const gone = new Promise<string>((ended) => (end = ended));
      const commandLine = [file, ...args, ''].join('\0');
      this.boxes.set(token, { resolve, reject, gone, end, commandLine });
      this.child.channel?.ref();
      this.send({ kind: 'start', token, file, args });
    });
  }

  /** Ends it, and with it every box that is left. */
  async close(): Promise<void> {
    this.closed = true;
    this.child.ref();
    if (this.child.connected) this.child.disconnect();
    if (this.child.exitCode === null && this.child.signalCode === null && !this.lost)
      await once(this.child, 'exit');
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private send(message: ToForker): void {
    if (this.lost || !this.child.connected) return this.lose();
    this.child.send(message, (error) => error && this.lose());
  }

  private admit(connection: Socket): void {
    connection.on('error', () => undefined);
    // From the beginning: a box that fails at once has ended before anybody reads.
    const read = new Promise<void>((resolve) => {
      connection.once('end', resolve).once('close', () => resolve());
    });
    const timer = setTimeout(() => connection.destroy(), SAY_WITHIN_MS);
    const begin = (): void => {
      const bytes = connection.read(TOKEN_CHARACTERS) as Buffer | null;
      if (bytes === null) return;
      clearTimeout(timer);
      connection.off('readable', begin);
      const token = bytes.toString('latin1');
      const box = this.boxes.get(token);
      if (!box || box.connection) return void connection.destroy();
      Object.assign(box, { connection, read });
      this.handOver(token, box);
    };
    connection.on('readable', begin);
  }

  private hear(message: FromForker): void {
    if (message.kind === 'ready') return;
    const box = this.boxes.get(message.token);
    if (!box) return;
    switch (message.kind) {
      case 'started':
        box.pid = message.pid;
        return this.handOver(message.token, box);
      case 'failed':
        this.forget(message.token);
        box.connection?.destroy();
        return box.reject(new Error(message.message));
      case 'ended':
        box.hasEnded = true;
        // Its connection, which comes another way, may not have been heard of yet.
        if (box.connection) this.forget(message.token);
        return box.end(describe(message));
      default:
        throw new TypeError(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  }

  private handOver(token: string, { connection, read, pid, gone, hasEnded, resolve }: Waiting): void {
    if (!connection || pid === undefined) return;
    // Of a box that nobody reads the end would never come.
    void gone.then(() => connection.listenerCount('data') === 0 && connection.resume());
    const ended = Promise.all([gone, read]).then(([how]) => (connection.destroy(), how));
    if (hasEnded) this.forget(token);
    resolve({ pid, connection, ended, kill: () => this.send({ kind: 'kill', token }) });
  }

  /** A process that has no box waits for none: it may end. */
  private forget(token: string): void {
    this.boxes.delete(token);
    if (this.boxes.size === 0) this.child.channel?.unref();
  }

  /** The forker is gone, and its boxes have nobody who would kill them. */
  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    for (const box of this.boxes.values()) {
      box.connection?.destroy();
      if (box.pid !== undefined) killIfSame(box.pid, box.commandLine);
      box.reject(new Error('the process that starts boxes has ended'));
      box.end('the process that started the box has ended');
    }
    this.boxes.clear();
  }
}

function describe({ code, signal, said }: Extract<FromForker, { kind: 'ended' }>): string {
  const how = signal ? `the box was killed by ${signal}` : `the box ended with exit code ${code}`;
  return said.trim() ? `${how}: ${said.trim()}` : how;
}

/** A number may be another process's by now; no other box of this host has the same command line. */
function killIfSame(pid: number, commandLine: string): void {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8') === commandLine) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
