import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';

export type Transport = 'polling' | 'websocket';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty for a WebSocket that is open. */
  readonly text: string;
  /** Of a WebSocket that is open. */
  readonly socket: Duplex | null;
}

export interface HandshakeOptions {
  /** One of this machine's own, 127.0.0.2 and so on, counts as another client. */
  from?: string;
  headers?: Record<string, string>;
  /** Further parameters of the address. */
  query?: Record<string, string>;
  /** Where the socket listens; default: that of Socket.IO. */
  path?: string;
}

/** The headers with which a client asks for a WebSocket. */
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Asks for a connection of Socket.IO, as its client does first of all, and says what came back. */
export async function shakeHands(
  base: string,
  transport: Transport,
  { from, headers, query, path = '/socket.io/' }: HandshakeOptions = {},
): Promise<Answer> {
  const url = new URL(`${path}?${new URLSearchParams({ EIO: '4', transport, ...query })}`, base);
  const outgoing = request(url, {
    agent: false,
    headers: { ...(transport === 'websocket' && UPGRADE), ...headers },
    ...(from !== undefined && { localAddress: from }),
  });
  const [response, socket] = await new Promise<[IncomingMessage, Duplex | null]>((resolve, reject) => {
    outgoing.on('response', (answer) => resolve([answer, null]));
    outgoing.on('upgrade', (answer, open) => resolve([answer, open]));
    outgoing.on('error', reject);
    outgoing.end();
  });
  let text = '';
  if (!socket) {
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(response, 'end');
  }
  return { status: response.statusCode!, headers: response.headers, text, socket };
}

/** What long polling calls a connection that was just opened. */
export function sidOf({ text }: Answer): string {
  return (JSON.parse(text.slice(1)) as { sid: string }).sid;
}
