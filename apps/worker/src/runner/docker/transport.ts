import type Docker from 'dockerode';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Duplex, PassThrough, type Readable, type Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { BoxTransport } from '../box/launcher.js';
import { SOCKET_PATH } from './container-options.js';
import { inTime } from './engine.js';

/** sun_path of unix(7), without the NUL at its end. */
const LONGEST_SOCKET_PATH = 107;
const CONNECT_TIMEOUT_MS = 5_000;
const RELAY_TIMEOUT_MS = 20_000;
/** How long a box may take to end after its input did, before its container is given up. */
const GRACE_MS = 3_000;
/** How long after a box has ended on its own the engine may take to say that the container has. */
const LAST_WORDS_MS = 500;

/** The two ends of a connection to the listener, in the plain. */
export interface Connection {
  input: Writable;
  output: Readable;
  /** Ends the input; the output ends once the box is gone. */
  end(): void;
  destroy(): void;
}

/** Opens connections to the listener of one container. */
export type Connect = () => Promise<Connection>;

/** Over the socket in a folder that this host shares with the container. */
export async function connectBySocket(path: string): Promise<Connection> {
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
    throw new Error(`${path} is longer than ${LONGEST_SOCKET_PATH} bytes: set TMPDIR to a shorter folder`);
  const socket = connect({ path, allowHalfOpen: true });
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error(`${path}: no connection in time`)));
  await once(socket, 'connect');
  socket.setTimeout(0);
  return { input: socket, output: socket, end: () => socket.end(), destroy: () => socket.destroy() };
}

/** Over a relay inside the container, for engines whose files are not this host's. */
export async function connectByRelay(engine: Docker, container: Docker.Container): Promise<Connection> {
  const command = { Cmd: ['/usr/local/bin/box', 'connect', SOCKET_PATH] };
  const streams = { AttachStdin: true, AttachStdout: true, AttachStderr: true };
  const exec = await inTime(container.exec({ ...command, ...streams }), RELAY_TIMEOUT_MS);
  const stream = (await inTime(exec.start({ hijack: true, stdin: true }), RELAY_TIMEOUT_MS)) as Duplex;
  const output = new PassThrough();
  engine.modem.demuxStream(stream, output, new PassThrough().resume());
  stream.once('close', () => output.end());
  stream.once('end', () => output.end());
  stream.on('error', () => output.destroy());
  return { input: stream, output, end: () => stream.end(), destroy: () => stream.destroy() };
}

/** What a container learns from its boxes. */
export interface Supervisor {
  /** A box is gone. `late`: it had to be cut off, so what is left of it is unknown. */
  boxEnded(late: boolean): void;
  /** A box does not answer: nothing more is to be started beside it. */
  boxHung(): void;
  /** Last words on the container's stderr. */
  diagnostics(): string;
}

/** One box behind one connection. */
export class ContainerBox implements BoxTransport {
  readonly input: Writable;
  readonly output: Readable;
  readonly ended: Promise<string>;
  placeLost = false;
  private killing = false;
  private cutOff: () => void = () => undefined;

  constructor(
    private readonly connection: Connection,
    containerGone: Promise<string>,
    private readonly supervisor: Supervisor,
  ) {
    this.input = connection.input;
    this.output = connection.output;
    // The stream may have lost its reader when the box ends; without one it would never end.
    const closed = new Promise<string>((resolve) => {
      const done = (): void => resolve('the box ended');
      connection.output.once('end', done).once('close', done).once('error', done);
    });
    const late = new Promise<null>((resolve) => (this.cutOff = () => resolve(null)));
    let gone = false;
    void containerGone.then(() => (this.placeLost = gone = true));
    this.ended = Promise.race([closed, containerGone, late]).then(async (how) => {
      connection.destroy();
      // The connection of a killed container ends a moment before the engine says why.
      if (!this.killing) await Promise.race([containerGone, delay(LAST_WORDS_MS)]);
      supervisor.boxEnded(how === null);
      const said = supervisor.diagnostics();
      const what = gone ? 'its container is gone' : (how ?? 'the box did not end in time');
      return `${what}${said ? `: ${said}` : ''}`;
    });
  }

  kill(hung = false): void {
    if (hung) {
      this.placeLost = true;
      this.supervisor.boxHung();
    }
    if (this.killing) return;
    this.killing = true;
    this.connection.end();
    this.output.resume();
    const timer = setTimeout(() => this.cutOff(), GRACE_MS);
    void this.ended.then(() => clearTimeout(timer));
  }
}
