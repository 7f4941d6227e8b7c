import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { hostOf } from './callback-url.js';
import { isPublicAddress } from './public-addresses.js';

const TIMEOUT_MS = 10_000;

/** What came of one delivery. */
export type SendOutcome =
  | { kind: 'answered'; status: number }
  | { kind: 'failed'; error: string }
  | { kind: 'forbidden'; error: string };

/** Its message names what the owner of the webhook wrote, never what a name of ours resolves to. */
class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is not an address of the public internet`);
  }
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
  { method = 'POST', timeoutMs = TIMEOUT_MS }: { method?: 'POST' | 'PUT'; timeoutMs?: number } = {},
): Promise<SendOutcome> {
  const url = new URL(target);
  const host = hostOf(url);
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    return { kind: 'forbidden', error: new ForbiddenAddress(host).message };
  try {
    return { kind: 'answered', status: await post(url, headers, body, allowPrivate, { method, timeoutMs }) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (error instanceof ForbiddenAddress) return { kind: 'forbidden', error: message };
    return { kind: 'failed', error: code ?? message };
  }
}

function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowPrivate: boolean,
  { method, timeoutMs }: { method: string; timeoutMs: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
      // A connection of its own: one that was kept alive might lead somewhere else.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      lookup: allowPrivate ? (dnsLookup as LookupFunction) : publicLookup,
    });
    request.on('socket', (socket: Socket) => {
      if (!allowPrivate) socket.once('connect', () => refusePrivate(socket, hostOf(url)));
    });
    request.once('error', (error) =>
      reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error('timeout') : error),
    );
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.end(body);
  });
}

function refusePrivate(socket: Socket, host: string): void {
  if (!isPublicAddress(socket.remoteAddress ?? '')) socket.destroy(new ForbiddenAddress(host));
}

/** DNS, except that a name with one private address is refused as a whole. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = found as LookupAddress[];
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => !isPublicAddress(address)))
      return callback(new ForbiddenAddress(hostname), '', 0);
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};
