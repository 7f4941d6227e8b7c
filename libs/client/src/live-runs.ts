import type {
  LiveAck,
  LiveExit,
  LiveOpened,
  LiveRunEvents,
  LiveRunInput,
  LiveRunRequest,
  LiveSignalName,
} from '@app/contracts';
import type { Socket } from 'socket.io-client';
import type { Http } from './http.js';
import { ApiError, problemOf } from './problem.js';
import { openSocket } from './socket.js';

const OPEN_MS = 30_000;
/** Longest part of the input in one message. */
const PART_BYTES = 64 * 1024;
const EVENTS = ['live:compiled', 'live:started', 'live:data', 'live:exit'] as const;

/** What to call as a live run goes on. */
export interface LiveRunHandlers {
  onCompiled?(message: LiveRunEvents['live:compiled']): void;
  onStarted?(): void;
  onData?(stream: 'stdout' | 'stderr', data: Uint8Array): void;
  /** The last call; `error` says so where the connection was lost, and with it the program. */
  onExit?(exit: LiveExit): void;
}

/** A program that runs and is talked to. Calls after its end do nothing. */
export interface LiveRun {
  /** Of its submission. */
  readonly id: string;
  readonly exit: Promise<LiveExit>;
  /** To its standard input; resolves when there is room for more. */
  write(data: Uint8Array | string): Promise<void>;
  /** End of its input, after what was written. */
  end(): void;
  signal(signal: LiveSignalName): void;
  /** Ends it, and the connection. */
  close(): void;
}

/** Programs that are talked to while they run. */
export class LiveRuns {
  constructor(private readonly http: Http) {}

  /**
   * Starts a program over a connection of its own; who loses that has lost the program.
   * @throws ApiError when the service does not take it, or there is no live connection
   */
  async open(request: LiveRunRequest, handlers: LiveRunHandlers = {}): Promise<LiveRun> {
    // A browser without a login gets a cookie with such a socket, so that what it starts is its own.
    const socket = await openSocket(this.http, { live: 'run' });
    if (!socket) throw noConnection('Live connections do not work here.');
    socket.io.reconnection(false);
    try {
      await connected(socket);
      const run = new OpenRun(socket, handlers);
      const ack = (await socket.timeout(OPEN_MS).emitWithAck('live:open', request)) as LiveOpened;
      if (!ack.ok) throw refused(ack);
      run.begin(ack.id);
      return run;
    } catch (error) {
      socket.disconnect();
      throw error instanceof ApiError
        ? error
        : noConnection('The service does not start programs to talk to.');
    }
  }
}

class OpenRun implements LiveRun {
  id = '';
  readonly exit: Promise<LiveExit>;
  private resolveExit!: (exit: LiveExit) => void;
  private isOver = false;
  private waiting: Uint8Array[] = [];
  private endsAfter = false;
  private isSending = false;
  private sent: Promise<void> = Promise.resolve();
  /** What came before the acknowledgement that has the id. */
  private early: (() => void)[] | null = [];

  constructor(
    private readonly socket: Socket,
    private readonly handlers: LiveRunHandlers,
  ) {
    this.exit = new Promise((resolve) => (this.resolveExit = resolve));
    for (const event of EVENTS)
      socket.on(event, (message: LiveRunEvents[typeof event]) => {
        const take = () => this.take(event, message);
        if (this.early) this.early.push(take);
        else take();
      });
    socket.on('disconnect', () => this.lost());
  }

  begin(id: string): void {
    this.id = id;
    const early = this.early ?? [];
    this.early = null;
    for (const take of early) take();
    if (!this.socket.connected) this.lost();
  }

  async write(data: Uint8Array | string): Promise<void> {
    if (this.isOver || this.endsAfter) return;
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length; at += PART_BYTES)
      this.waiting.push(bytes.subarray(at, at + PART_BYTES));
    if (!this.isSending) this.sent = this.sendAll();
    await this.sent;
  }

  end(): void {
    if (this.endsAfter) return;
    this.endsAfter = true;
    if (!this.isSending) this.send('live:eof', { id: this.id });
  }

  signal(signal: LiveSignalName): void {
    this.send('live:signal', { id: this.id, signal });
  }

  close(): void {
    if (this.isOver) return;
    this.send('live:close', { id: this.id });
    this.finish({ id: this.id, execution: null, verdict: null });
  }

  /** One message at a time: the service acknowledges one when there is room for the next. */
  private async sendAll(): Promise<void> {
    this.isSending = true;
    const ended = this.exit.then((): LiveAck => ({ ok: true }));
    while (this.waiting.length > 0 && !this.isOver) {
      const message = { id: this.id, data: this.nextPart() };
      const ack = (await Promise.race([this.socket.emitWithAck('live:stdin', message), ended])) as LiveAck;
      // Then it is about to end, and `onExit` follows.
      if (!ack.ok) this.waiting = [];
    }
    this.isSending = false;
    if (this.endsAfter) this.send('live:eof', { id: this.id });
  }

  /** What has come together meanwhile goes as one message. */
  private nextPart(): Uint8Array {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    while (this.waiting.length > 0 && (bytes === 0 || bytes + this.waiting[0]!.length <= PART_BYTES)) {
      const part = this.waiting.shift()!;
      parts.push(part);
      bytes += part.length;
    }
    const data = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    return data;
  }

  private send<E extends keyof LiveRunInput>(event: E, message: LiveRunInput[E]): void {
    if (!this.isOver) this.socket.emit(event, message);
  }

  private take<E extends keyof LiveRunEvents>(event: E, message: LiveRunEvents[E]): void {
    if (message.id !== this.id || this.isOver) return;
    const { onCompiled, onStarted, onData } = this.handlers;
    if (event === 'live:compiled') onCompiled?.(message as LiveRunEvents['live:compiled']);
    else if (event === 'live:started') onStarted?.();
    else if (event === 'live:exit') this.finish(message as LiveExit);
    else {
      const { stream, data } = message as LiveRunEvents['live:data'];
      onData?.(stream, new Uint8Array(data));
    }
  }

  /** Before it is known as what it runs, `open` says so. */
  private lost(): void {
    if (this.early) return;
    const error = 'The connection was lost, and with it the program.';
    this.finish({ id: this.id, execution: null, verdict: null, error });
  }

  private finish(exit: LiveExit): void {
    if (this.isOver) return;
    this.isOver = true;
    this.socket.disconnect();
    this.handlers.onExit?.(exit);
    this.resolveExit(exit);
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', ({ message }) => reject(noConnection(`No live connection: ${message}`)));
  });
}

function noConnection(detail: string): ApiError {
  return new ApiError({ ...problemOf(new Error(detail)), detail });
}

function refused({ code, detail, errors }: Extract<LiveOpened, { ok: false }>): ApiError {
  return new ApiError({
    ...problemOf(new Error(detail ?? code)),
    code,
    detail: detail ?? code.replaceAll('_', ' '),
    ...(errors && { errors }),
  });
}
