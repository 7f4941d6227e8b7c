import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { hostOf, isWrittenAsPrivate } from './callback-url.js';
import { isElsewhere } from './public-addresses.js';
import { NoPublicAddress, publicLookup } from './public-lookup.js';

const TIMEOUT_MS = 10_000;
/** Answers before the answer (`103 Early Hints`): each costs the event loop some time, and is not wanted. */
const MAX_INTERIM_ANSWERS = 8;

/** What came of one delivery. */
export type SendOutcome =
  | { kind: 'answered'; status: number }
  | { kind: 'failed'; error: string }
  /** No connection was made. */
  | { kind: 'no_address'; error: string }
  | { kind: 'forbidden'; error: string };

export interface SendOptions {
  method?: 'POST' | 'PUT';
  timeoutMs?: number;
  /** Name servers in place of the machine's. */
  nameServers?: readonly string[];
}

/**
 * POSTs a body. The address is checked after DNS, on the very answer the connection is made with, and once
 * more on the connection; redirects are not followed, so there is no second address. The answer's body is not
 * read.
 * @param allowPrivate whether any address will do
 */
export async function send(
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowPrivate: boolean,
  options: SendOptions = {},
): Promise<SendOutcome> {
  const url = new URL(target);
  const host = hostOf(url);
  if (!allowPrivate && (isWrittenAsPrivate(host) || (isIP(host) !== 0 && !isElsewhere(host))))
    return { kind: 'forbidden', error: `${host} is not an address of the public internet` };
  try {
    return { kind: 'answered', status: await post(url, headers, body, allowPrivate, options) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (error instanceof NoPublicAddress) return { kind: 'no_address', error: message };
    return { kind: 'failed', error: code ?? message };
  }
}

function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowPrivate: boolean,
  { method = 'POST', timeoutMs = TIMEOUT_MS, nameServers }: SendOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
      // A connection of its own: one that was kept alive might lead somewhere else.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: publicLookup(nameServers) }),
    });
    request.on('socket', (socket: Socket) => {
      if (!allowPrivate) socket.once('connect', () => refusePrivate(socket, hostOf(url)));
    });
    request.once('error', (error) =>
      reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error('timeout') : error),
    );
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM_ANSWERS) request.destroy(new Error('too many interim answers'));
    });
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    // Without this Node.js ends the connection and says nothing.
    request.once('upgrade', (response, socket) => {
      resolve(response.statusCode ?? 0);
      socket.destroy();
    });
    request.once('close', () => reject(new Error('no answer')));
    request.end(body);
  });
}

/** An address of this machine is connected to from the same one. */
function refusePrivate(socket: Socket, host: string): void {
  const { remoteAddress = '', localAddress } = socket;
  if (!isElsewhere(remoteAddress) || remoteAddress === localAddress)
    socket.destroy(new NoPublicAddress(host));
}
