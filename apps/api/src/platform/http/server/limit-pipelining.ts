import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Browsers and proxies wait for each answer before they send the next request; some programs send a few
 * ahead.
 */
const MOST_AT_ONCE = 16;

/**
 * Ends a connection on which more requests wait for their answers. Node.js begins all that arrive in one
 * piece at once, and a piece has room for a thousand: all other clients would wait until the last of them has
 * gone through all that is done first. Call it when nothing else listens to the server's requests any more.
 */
export function limitPipelining(server: Server, mostAtOnce = MOST_AT_ONCE): void {
  const unanswered = new WeakMap<Socket, number>();
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const waiting = (unanswered.get(socket) ?? 0) + 1;
    if (waiting > mostAtOnce) return void socket.destroy();
    unanswered.set(socket, waiting);
    response.once('close', () => unanswered.set(socket, unanswered.get(socket)! - 1));
    for (const listener of listeners) listener.call(server, request, response);
  });
}
