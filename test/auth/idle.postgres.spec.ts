import type { RunRequest } from '@app/contracts';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket as TcpSocket } from 'node:net';
import { io } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Product, startProduct } from '../support/product.js';
import { createDatabase, type TestDatabase } from '../support/services.js';
import { shakeHands, UPGRADE } from './support/handshake.js';

const CONNECTIONS = 3_000;
const WEBSOCKETS = 1_000;
/** Of a user, and four times as many of an address. */
const LIMIT = 50;
const AT_A_TIME = 250;
const MOST_MORE_BYTES = 150 * 1024 * 1024;
/** What asks for a connection of Socket.IO's namespace: the text `40` as a masked frame. */
const CONNECT = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]);

let database: TestDatabase | undefined;
let product: Product | undefined;
const open: TcpSocket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await product?.stop();
  await database?.drop();
});

/**
 * Connects many times and says `text`, as clients `network`.0, `network`.1 and so on, as many of each as may
 * be.
 */
async function crowd(
  size: number,
  network: '127.0.1' | '127.0.2',
  text: (index: number) => string,
): Promise<TcpSocket[]> {
  const { hostname, port } = new URL(product!.url);
  const sockets: TcpSocket[] = [];
  while (sockets.length < size) {
    const some = Array.from({ length: Math.min(AT_A_TIME, size - sockets.length) }, (_, n) => {
      const index = sockets.length + n;
      const localAddress = `${network}.${Math.floor(index / (LIMIT * 4))}`;
      return connect({ host: hostname, port: Number(port), localAddress });
    });
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    some.forEach((socket, n) => socket.write(text(sockets.length + n)));
    sockets.push(...some);
  }
  open.push(...sockets);
  return sockets;
}

const heardBy = async (socket: TcpSocket) => ((await once(socket, 'data')) as [Buffer])[0].toString('latin1');

/** Reads to the end, which the service makes. */
const ended = (socket: TcpSocket) => {
  socket.resume();
  return once(socket, 'close');
};

function bytesOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}
const descriptorsOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** Node.js takes as many as it is allowed to by itself. */
function requireDescriptors(needed: number): void {
  const [, allowed] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))!;
  if (Number(allowed) < needed)
    throw new Error(`this test needs ${needed} file descriptors and may have ${allowed}: raise ulimit -Hn`);
}

it('thousands of idle connections and WebSockets keep nobody out and are closed in time', async () => {
  requireDescriptors(CONNECTIONS + WEBSOCKETS + 500);
  database = await createDatabase();
  product = await startProduct({
    env: { DATABASE_URL: database.url, LIMIT_OPEN_SOCKETS: String(LIMIT), WORKER_LANGUAGES: 'python' },
  });
  const { url, pid } = product;
  const works = async (text: string) => {
    const program = { language: 'python', source: `print("${text}")` };
    const request: RunRequest = { kind: 'run', program };
    expect((await product!.judge(request)).verdict).toBe('accepted');
    expect((await product!.get('/health_check')).status).toBe(200);
  };
  await works('before');
  const before = { bytes: bytesOf(pid), descriptors: descriptorsOf(pid) };
  const ordinary = io(url, { transports: ['websocket'], reconnection: false });
  await new Promise<void>((resolve) => ordinary.once('connect', resolve));

  const upgrade = Object.entries({ host: 'localhost', ...UPGRADE }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const handshake = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${upgrade.join('\r\n')}\r\n\r\n`;
  const webSockets = await crowd(WEBSOCKETS, '127.0.1', () => handshake);
  const answers = await Promise.all(webSockets.map(heardBy));
  expect(new Set(answers.map((answer) => answer.split('\r\n')[0]))).toEqual(
    new Set(['HTTP/1.1 101 Switching Protocols']),
  );
  expect((await shakeHands(url, 'websocket', { from: '127.0.1.0' })).status).toBe(429);
  // Some say who they are, as sockets do, and some not even that; none answers when it is asked whether it is
  // there.
  webSockets.forEach((socket, n) => n % 2 === 0 && socket.write(CONNECT));
  const connections = await crowd(CONNECTIONS, '127.0.2', (n) =>
    n % 2 === 0 ? 'GET /health_check HTTP/1.1\r\n' : '',
  );

  // The kernel has connected them; the service takes them one after the other.
  await expect.poll(() => descriptorsOf(pid), { timeout: 15_000 }).toBeGreaterThan(CONNECTIONS + WEBSOCKETS);
  await works('among thousands');
  expect(bytesOf(pid) - before.bytes).toBeLessThan(MOST_MORE_BYTES);
  await Promise.all(connections.map(ended));
  await works('among WebSockets');
  await Promise.all(webSockets.map(ended));
  await eventually(() => expect(descriptorsOf(pid)).toBeLessThan(before.descriptors + 50));
  expect(bytesOf(pid) - before.bytes).toBeLessThan(MOST_MORE_BYTES);
  const next = await shakeHands(url, 'websocket', { from: '127.0.1.0' });
  expect(next.status).toBe(101);
  next.socket?.destroy();
  // A client that answers stays.
  expect(ordinary.connected).toBe(true);
  ordinary.close();
}, 240_000);
