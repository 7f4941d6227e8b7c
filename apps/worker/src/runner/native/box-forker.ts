import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { FrameDecoder } from '../box/frame-decoder.js';

/** What it tells: native/box/fork.c, PROTOCOL.md. */
const FORKER_FRAME = { listening: 0x90, ended: 0x91, gone: 0x92 } as const;
/** `u32 number, u32 length` of what a connection begins with. */
const HEAD_BYTES = 8;

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** A box that the forker has started. */
export interface ForkedBox {
  /** What the forker calls it. */
  readonly number: number;
  /** The box's stdin and stdout. */
  readonly connection: Socket;
  /**
   * Resolves, never rejects, when its process is gone and all that it wrote was read, with how it ended in
   * words.
   */
  readonly ended: Promise<string>;
  /** Resolves, never rejects, when its cgroups are gone as well, or cannot be removed. */
  readonly gone: Promise<void>;
  /** Ends its process at once. */
  kill(): void;
}

interface LiveBox {
  readonly connection: Socket;
  end(how: string): void;
  vanish(): void;
}

/**
 * A small process that starts boxes for this one (`box fork`), and the way to it. Theory of operation: this
 * process connects to its socket, in a folder that only this user can enter, and says what the box is to be
 * like; from then on the box and this process talk directly. The forker, whose child the box is, reports how
 * it ended, and what it said on stderr. When this process dies, the forker ends, and with it its boxes.
 */
export class BoxForker {
  private readonly boxes = new Map<number, LiveBox>();
  private lastNumber = 0;
  private closed = false;
  private lost = false;

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly folder: string,
    private readonly path: string,
  ) {
    const decoder = new FrameDecoder((type, number, payload) => this.hear(type, number, payload));
    child.stdout.on('data', (chunk: Buffer) => decoder.push(chunk));
    child.stdin.on('error', () => this.lose());
    child.once('exit', () => this.lose());
    child.on('error', () => this.lose());
    child.unref();
    this.hold(false);
  }

  /** @param boxPath the box program @throws Error when it cannot be started */
  static async open(boxPath: string): Promise<BoxForker> {
    const folder = await mkdtemp(join(tmpdir(), 'cpast-boxes-'));
    const path = join(folder, 'socket');
    try {
      const child = spawn(boxPath, ['fork', path], {
        cwd: '/',
        // Nothing of the worker's environment (secrets, NODE_OPTIONS) reaches a box.
        env: {},
        // A session of its own: Ctrl-C on the terminal goes to the worker, which closes its boxes in order.
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const failed = once(child, 'exit').then(() => Promise.reject(new Error('it ended at once')));
      await Promise.race([once(child.stdout, 'readable'), failed]);
      failed.catch(() => undefined);
      return new BoxForker(child, folder, path);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Whether it can start boxes. */
  get isAlive(): boolean {
    return !this.lost && !this.closed;
  }

  /**
   * Starts a box, or a relay between two of them.
   * @param options of `box serve`; folders behind `--cgroup` are made before the box, and removed after it. Or `--relay` and the
   * numbers of two boxes
   * @throws Error when the forker cannot be reached
   */
  async start(options: readonly string[]): Promise<ForkedBox> {
    const number = (this.lastNumber = (this.lastNumber % 0xffff_ffff) + 1);
    const connection = connect({ path: this.path, allowHalfOpen: true });
    const words = Buffer.from(options.map((option) => `${option}\0`).join(''));
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(number, 0);
    head.writeUInt32LE(words.length, 4);
    connection.write(Buffer.concat([head, words]));
    await once(connection, 'connect');
    connection.on('error', () => undefined);
    // From the beginning: a box that fails at once has ended before its first reader comes.
    const read = new Promise<void>((resolve) => {
      connection.once('end', resolve).once('close', () => resolve());
    });
    let box!: LiveBox;
    let vanish!: () => void;
    const gone = new Promise<void>((resolve) => (vanish = resolve));
    const told = new Promise<string>((end) => (box = { connection, end, vanish }));
    if (!this.isAlive) {
      connection.destroy();
      throw new Error('the process that starts boxes has ended');
    }
    this.boxes.set(number, box);
    this.hold(true);
    // A connection without a reader would never end.
    void told.then(() => connection.listenerCount('data') === 0 && connection.resume());
    const ended = Promise.all([told, read]).then(([how]) => (connection.destroy(), how));
    return { number, connection, ended, gone, kill: () => this.kill(number) };
  }

  /** Ends it, and with it every box that is left. */
  async close(): Promise<void> {
    this.closed = true;
    this.child.ref();
    const { exitCode, signalCode } = this.child;
    const exit = exitCode === null && signalCode === null && !this.lost ? once(this.child, 'exit') : null;
    this.child.stdin.end();
    await exit;
    await rm(this.folder, { recursive: true, force: true });
  }

  private kill(number: number): void {
    if (this.lost || !this.boxes.has(number)) return;
    const word = Buffer.alloc(4);
    word.writeUInt32LE(number);
    this.child.stdin.write(word);
  }

  private hear(type: number, number: number, payload: Buffer): void {
    const box = this.boxes.get(number);
    if (type === FORKER_FRAME.ended) box?.end(describe(payload));
    if (type !== FORKER_FRAME.gone) return;
    box?.vanish();
    this.boxes.delete(number);
    if (this.boxes.size === 0) this.hold(false);
  }

  /** A process that has no box waits for none: it may end. */
  private hold(holds: boolean): void {
    const { stdin, stdout } = this.child as unknown as Record<'stdin' | 'stdout', Socket>;
    for (const stream of [stdin, stdout])
      if (holds) stream.ref();
      else stream.unref();
  }

  /** The forker is gone, and its boxes with it: the kernel sees to that, and a box whose connection ends. */
  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    for (const box of this.boxes.values()) {
      box.connection.destroy();
      box.end('the process that started the box has ended');
      box.vanish();
    }
    this.boxes.clear();
    this.hold(false);
  }
}

/** `i32 exit code, i32 signal, what it said on stderr` */
function describe(payload: Buffer): string {
  const signal = payload.readInt32LE(4);
  const how = signal
    ? `the box was killed by ${SIGNAL_NAMES.get(signal) ?? signal}`
    : `the box ended with exit code ${payload.readInt32LE(0)}`;
  const said = payload.toString('utf8', 8).trim();
  return said ? `${how}: ${said}` : how;
}
