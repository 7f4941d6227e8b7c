import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * Serves one address from two replicas, as a balancer that knows nothing of sessions may: sockets are led to
 * one of them, requests to the other.
 */
export async function startSplitProxy(replicas: {
  requests: string;
  sockets: string;
}): Promise<{ url: string; sockets: number; stop(): Promise<void> }> {
  const open = new Set<Socket>();
  const upstream = (incoming: IncomingMessage) => {
    const isSocket = incoming.url?.startsWith('/socket.io/') === true;
    const { hostname, port } = new URL(isSocket ? replicas.sockets : replicas.requests);
    const { url: path, method, headers } = incoming;
    return request({ hostname, port, path, method, headers });
  };
  const proxy = { url: '', sockets: 0, stop };
  const server = createServer((incoming, response) => {
    const outgoing = upstream(incoming);
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  });
  server.on('upgrade', (incoming, client: Socket, head) => {
    const outgoing = upstream(incoming);
    outgoing.on('error', () => client.destroy());
    outgoing.on('response', () => client.destroy());
    outgoing.on('upgrade', (answer, socket, first) => {
      proxy.sockets += 1;
      const lines = answer.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]));
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      client.write(first);
      socket.write(head);
      socket.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('close', () => socket.destroy());
      socket.pipe(client).pipe(socket);
    });
    outgoing.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;

  async function stop(): Promise<void> {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
