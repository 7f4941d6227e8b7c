import { openSocket } from '@app/client';
import type { Compilation, Execution, Program } from '@app/contracts';
import { client } from '../../api/client.js';

/** What a program that is talked to tells. */
export interface LiveRunHandlers {
  onCompiled(compilation: Compilation): void;
  onStarted(): void;
  onData(stream: 'stdout' | 'stderr', data: Uint8Array): void;
  onExit(execution: Execution | null): void;
  /** It could not be started, or the connection is lost, which ends it. */
  onTrouble(reason: string): void;
}

/** A program that is talked to. */
export interface LiveRun {
  type(data: Uint8Array): void;
  endInput(): void;
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  close(): void;
}

type Ack = { ok: true; id: string } | { ok: false; code: string; detail?: string };
type Message = { id: string };
const OPEN_MS = 15_000;

/** Starts a program to talk to over a socket of its own. */
export function openLiveRun(program: Program, handlers: LiveRunHandlers): LiveRun {
  let id: string | null = null;
  let closed = false;
  let send: (event: string, payload?: object) => void = () => {};
  let disconnect = () => {};
  const open = async () => {
    const socket = await openSocket(client.http);
    if (!socket) return handlers.onTrouble('Live connections do not work here.');
    if (closed) return void socket.disconnect();
    disconnect = () => void socket.disconnect();
    // Each connection is asked for one program; who loses it has lost the program.
    socket.io.reconnection(false);
    send = (event, payload) => id !== null && socket.emit(event, { id, ...payload });
    const mine =
      <M extends Message>(handler: (message: M) => void) =>
      (message: M) => {
        if (message.id === id || id === null) handler(message);
      };
    socket.on(
      'live:compiled',
      mine((message: Message & { compilation: Compilation }) => handlers.onCompiled(message.compilation)),
    );
    socket.on(
      'live:started',
      mine(() => handlers.onStarted()),
    );
    socket.on(
      'live:data',
      mine((message: Message & { stream: 'stdout' | 'stderr'; data: ArrayBuffer | Uint8Array }) =>
        handlers.onData(message.stream, new Uint8Array(message.data)),
      ),
    );
    socket.on(
      'live:exit',
      mine((message: Message & { execution: Execution | null }) => {
        closed = true;
        handlers.onExit(message.execution);
        socket.disconnect();
      }),
    );
    socket.on(
      'disconnect',
      () => closed || handlers.onTrouble('The connection was lost, and with it the program.'),
    );
    socket.on('connect_error', (error) => handlers.onTrouble(`No live connection: ${error.message}`));
    socket.once('connect', () => {
      socket
        .timeout(OPEN_MS)
        .emitWithAck('live:open', { program })
        .then(
          (ack: Ack) => {
            if (ack.ok) id = ack.id;
            else handlers.onTrouble(ack.detail ?? ack.code.replaceAll('_', ' '));
          },
          () => handlers.onTrouble('The service does not start programs to talk to.'),
        );
    });
  };
  void open();
  return {
    type: (data) => send('live:stdin', { data }),
    endInput: () => send('live:eof'),
    signal: (name) => send('live:signal', { signal: name }),
    close: () => {
      closed = true;
      send('live:close');
      disconnect();
    },
  };
}
