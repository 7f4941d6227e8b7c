import type { Socket } from 'socket.io-client';
import type { Http } from './http.js';

/**
 * A socket of live results; null where its code cannot be loaded. It connects by itself, again and again.
 * @param query what it says to the service when it connects
 */
export async function openSocket(http: Http, query: Record<string, string> = {}): Promise<Socket | null> {
  // Loaded late: programs that only use HTTP, and a page before its first run, do without.
  const { io } = await import('socket.io-client').catch(() => ({ io: null }));
  if (!io) return null;
  const options = {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelayMax: 4_000,
    query,
    ...(http.token !== undefined && {
      auth: { token: http.token },
      extraHeaders: { authorization: `Bearer ${http.token}` },
    }),
  };
  return http.baseUrl === '' ? io(options) : io(http.baseUrl, options);
}
