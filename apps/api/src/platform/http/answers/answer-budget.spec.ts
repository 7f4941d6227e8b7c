import express from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { limitAnswers } from './answer-budget.js';

const MiB = 1024 * 1024;

describe('large answers', () => {
  let server: Server;
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  async function start(maximum: number, stalledMs: number): Promise<number> {
    const app = express();
    app.use(limitAnswers(maximum, stalledMs));
    app.get('/', (_request, response) => void response.json({ text: 'é'.repeat(4 * MiB) }));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const get = (port: number) => fetch(`http://127.0.0.1:${port}/`);
  /** Asks and reads nothing. */
  async function ask(port: number) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'readable');
    return socket;
  }

  it('arrive whole, one after the other', async () => {
    const port = await start(64 * MiB, 5_000);
    for (let n = 0; n < 10; n += 1) {
      const { text } = (await (await get(port)).json()) as { text: string };
      expect(text === 'é'.repeat(4 * MiB)).toBe(true);
    }
  });

  it('that nobody reads are refused from some on, end by themselves, and leave room again', async () => {
    const port = await start(64 * MiB, 300);
    const sockets = await Promise.all([ask(port), ask(port)]);
    expect((await get(port)).status).toBe(503);
    await expect.poll(async () => (await get(port)).status).toBe(200);
    for (const socket of sockets) {
      const closed = once(socket, 'close');
      socket.resume();
      await closed;
    }
  });
});
