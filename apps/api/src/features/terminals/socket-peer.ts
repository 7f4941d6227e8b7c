import type { LiveRunEvents } from '@app/contracts';
import type { Socket } from 'socket.io';
import type { LivePeer } from './live-session.js';

const LOOK_AGAIN_MS = 50;

/**
 * Sends a socket what its program does.
 * @param id known once the program is a submission: nothing is sent before that
 * @param onExit called before the socket gets `exit`
 */
export function socketPeer(socket: Socket, id: () => string, onExit: () => void): LivePeer {
  let seq = 0;
  const emit = <E extends keyof LiveRunEvents>(event: E, message: Omit<LiveRunEvents[E], 'id'>) =>
    socket.emit(event, { id: id(), ...message });
  return {
    compiled: (compilation) => void emit('live:compiled', { compilation }),
    started: () => void emit('live:started', {}),
    data: (stream, data) => {
      emit('live:data', { stream, data, seq: (seq += 1) });
      return taken(socket);
    },
    exit: ({ compilation: _compilation, ...exit }) => {
      onExit();
      emit('live:exit', exit);
    },
  };
}

/**
 * Resolves when the network has taken all that was emitted: what a client does not read stays with the
 * program.
 */
async function taken({ conn }: Socket): Promise<void> {
  const engine = conn as unknown as Engine;
  while (engine.readyState === 'open' && (engine.writeBuffer.length > 0 || !engine.transport.writable))
    await new Promise<void>((resolve) => {
      // The transport may be another one by then.
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      engine.transport.once('drain', () => {
        clearTimeout(timer);
        resolve();
      });
    });
}

interface Engine {
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly writable: boolean; once(event: 'drain', listener: () => void): unknown };
}
