import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicLookup } from './public-lookup.js';
import { send } from './send.js';
import { type NameServer, startNameServer } from './testing/name-server.js';

describe('a delivery', () => {
  let server: Server;
  let connections: Socket[];
  let answer: (socket: Socket) => void;
  beforeEach(async () => {
    connections = [];
    server = createServer((socket) => {
      connections.push(socket);
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const deliver = (timeoutMs = 60_000) =>
    send(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, '{}', true, { timeoutMs });
  const closed = async () => {
    const [socket] = connections as [Socket];
    // Also with an error, when there was more to come.
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  };

  it.each([
    ['HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 101],
    ['HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 101],
    ['HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n', 302],
    ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', 200],
  ])('is answered once, by %j', async (text, status) => {
    answer = (socket) => socket.write(text);
    expect(await deliver()).toEqual({ kind: 'answered', status });
    await closed();
  });

  it.each([
    ['that says nothing and ends', ''],
    ['that announces an answer and ends', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['in another protocol', '220 mail.example ESMTP\r\n'],
    ['with a header of more than 16 KiB', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['with two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
  ])('fails at an answer %s', async (_what, text) => {
    answer = (socket) => socket.end(text);
    expect(await deliver()).toMatchObject({ kind: 'failed' });
    await closed();
  });

  it('does not read an answer that never ends', async () => {
    answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => void (socket.writable && socket.write(Buffer.alloc(64 * 1024), more));
      more();
    };
    expect(await deliver()).toEqual({ kind: 'answered', status: 200 });
    await closed();
  });

  it('ends when the answer is announced again and again', async () => {
    answer = (socket) => {
      const more = () => void (socket.writable && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n', more));
      more();
    };
    expect(await deliver()).toEqual({ kind: 'failed', error: 'too many interim answers' });
    await closed();
  });

  it.each([
    ['nothing', []],
    ['a header that goes on', ['HTTP/1.1 200 OK\r\n', 'x: y\r\n']],
  ])('ends after its time at an answer of %s', async (_what, [head, ...rest]) => {
    answer = (socket) => {
      socket.write(head ?? '');
      const timer = setInterval(() => socket.write(rest[0] ?? ''), 20);
      socket.once('close', () => clearInterval(timer));
    };
    expect(await deliver(500)).toEqual({ kind: 'failed', error: 'timeout' });
    await closed();
  });
});

describe('a delivery by a name', () => {
  const PUBLIC = '198.41.0.4';
  let names: NameServer;
  let answersOf: (name: string, nth: number) => readonly string[] | null | 'silence';
  beforeEach(async () => {
    names = await startNameServer((name, nth) => answersOf(name, nth));
    return () => names.close();
  });
  const deliver = (host: string, timeoutMs = 60_000) =>
    send(`http://${host}:9/`, {}, '{}', false, { nameServers: [names.address], timeoutMs });

  it.each([
    ['127.0.0.1'],
    ['0.0.0.0'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['::'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    [PUBLIC, '127.0.0.1'],
    [PUBLIC, '::1'],
    ['2606:4700:4700::1111', '192.168.0.1'],
  ])('of %s is told as one of a name that is not there', async (...addresses) => {
    answersOf = (name) => (name === 'inside.example' ? addresses : null);
    const outcomes = await Promise.all([deliver('inside.example'), deliver('nowhere.example')]);
    expect(outcomes).toEqual(
      ['inside', 'nowhere'].map((name) => ({
        kind: 'no_address',
        error: `${name}.example has no address on the public internet`,
      })),
    );
  });

  it.each(['localhost', 'localhost.', 'LOCALHOST', '127.1', '0x7f000001', '017700000001', '0'])(
    'that means this machine asks no name server: %s',
    async (host) => {
      answersOf = () => [PUBLIC];
      expect(await deliver(host)).toMatchObject({ kind: 'forbidden' });
      expect(names.asked).toEqual([]);
    },
  );

  it('looks at the very answer that it is made with, each time', async () => {
    answersOf = (_name, nth) => (nth === 0 ? [PUBLIC] : ['127.0.0.1']);
    const lookup = promisify<string, LookupAllOptions, LookupAddress[]>(
      publicLookup([names.address]) as never,
    );
    expect(await lookup('rebinding.example', { all: true })).toEqual([{ address: PUBLIC, family: 4 }]);
    await expect(lookup('rebinding.example', { all: true })).rejects.toThrow('no address');
    expect(names.asked).toEqual(Array(4).fill('rebinding.example'));
  });

  it('does not wait in a line behind names whose servers say nothing', async () => {
    answersOf = (name) => (name.startsWith('silent') ? 'silence' : null);
    let isOver = false;
    const silent = ['silent1', 'silent2', 'silent3', 'silent4', 'silent5'].map((name) =>
      deliver(`${name}.example`, 2_000).finally(() => (isOver = true)),
    );
    expect(await deliver('nowhere.example')).toMatchObject({ kind: 'no_address' });
    expect(isOver).toBe(false);
    for (const outcome of await Promise.all(silent))
      expect(outcome).toEqual({ kind: 'failed', error: 'timeout' });
  });
});
