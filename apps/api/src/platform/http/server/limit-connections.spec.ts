import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { limitConnections, mostConnections, shareConnectionLimit } from './limit-connections.js';

describe('connections to the server', () => {
  const open: Socket[] = [];
  let close = () => {};
  let server: Server;
  afterEach(() => {
    for (const socket of open.splice(0)) socket.destroy();
    close();
  });

  async function start(bounds: { total: number; perAddress: number; isProxy?: boolean }) {
    server = createServer((_request, response) => void response.end('served'));
    limitConnections(server, { ...bounds, isProxy: () => bounds.isProxy ?? false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    close = () => void server.close();
    const { port } = server.address() as AddressInfo;
    return async () => {
      const socket = connect(port, '127.0.0.1');
      open.push(socket);
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      const [first] = (await once(socket, 'data')) as [Buffer];
      return { status: Number(String(first).split(' ')[1]), socket };
    };
  }

  it('are refused beyond the bound of their address, and taken when one has gone', async () => {
    const meet = await start({ total: 100, perAddress: 2 });
    const [first] = [await meet(), await meet()];
    expect((await meet()).status).toBe(429);
    first.socket.destroy();
    await expect.poll(async () => (await meet()).status).toBe(200);
  });

  it('are refused beyond the bound of all', async () => {
    const meet = await start({ total: 1, perAddress: 100 });
    expect((await meet()).status).toBe(200);
    expect((await meet()).status).toBe(503);
  });

  it('of a proxy are those of many clients', async () => {
    const meet = await start({ total: 100, perAddress: 1, isProxy: true });
    expect([(await meet()).status, (await meet()).status]).toEqual([200, 200]);
  });

  it('to another port count as those to the first', async () => {
    const meet = await start({ total: 100, perAddress: 1 });
    const other = createServer();
    shareConnectionLimit(server, other);
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    expect((await meet()).status).toBe(200);
    const second = connect((other.address() as AddressInfo).port, '127.0.0.1');
    open.push(second);
    const [first] = (await once(second, 'data')) as [Buffer];
    expect(String(first)).toMatch(/^HTTP\/1.1 429 /);
    other.close();
  });

  it('leave half of the descriptors to the rest of the process', () => {
    expect(
      mostConnections('Max open files            1024                 4096                 files\n'),
    ).toBe(512);
    expect(mostConnections(null)).toBe(5_000);
  });
});
