import type { Config } from '@app/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from './startup-error.js';

/** Idle connections are closed so often while the server stops, busy ones get that long. */
const SWEEP_MS = 100;
const GRACE_MS = 5_000;

/**
 * Listens at each address for a moment, before anything is made that takes its time: a port in use ends the start
 * at once. @throws StartupError when one is in use or not allowed
 */
export async function checkAddresses({
  host,
  port,
  facades,
}: Pick<Config, 'host' | 'port' | 'facades'>): Promise<void> {
  const ports = facades.flatMap((facade) =>
    facade.port === null ? [] : [{ port: facade.port, variable: 'FACADES' }],
  );
  for (const one of [{ port, variable: 'PORT' }, ...ports]) {
    const server = createServer();
    await listenAt(server, { host, ...one });
    await new Promise((resolve) => server.close(resolve));
  }
}

/**
 * Starts to listen. @returns the address to open in a browser
 * @throws StartupError when the address is in use or not allowed
 */
export async function listen(
  app: NestExpressApplication,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<string> {
  return listenAt(app.getHttpServer() as Server, { host, port, variable: 'PORT' });
}

/**
 * Starts to listen with a server. @param variable names what is to be changed when that fails
 * @returns the address to open in a browser @throws StartupError
 */
export async function listenAt(
  server: Server,
  { host, port, variable }: Pick<Config, 'host' | 'port'> & { variable: string },
): Promise<string> {
  // Not app.listen(): that one also logs the error which the caller is about to explain.
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(explain(error, host, port, variable));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const bound = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${bound.port}`;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, variable: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(
        `${variable}: ${host}:${port} is in use; stop what listens there, or choose another ${variable === 'PORT' ? 'PORT' : 'port'}`,
      );
    case 'EACCES':
      return new StartupError(
        `${variable}: this user may not listen on ${host}:${port}; choose a ${variable === 'PORT' ? 'PORT' : 'port'} above 1023`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartupError(`HOST: ${host} is not an address of this host`);
    default:
      return error;
  }
}

/**
 * Closes the app: accepts no further request, gives running ones some seconds to finish, then cuts them off.
 */
export async function closeApp(app: NestExpressApplication): Promise<void> {
  await finish(app.getHttpServer() as Server, () => app.close());
}

/** Closes a server in the same way. */
export async function closeServer(server: Server): Promise<void> {
  await finish(server, () => new Promise<void>((resolve) => server.close(() => resolve())));
}

async function finish(server: Server, close: () => Promise<void>): Promise<void> {
  // A kept-alive connection becomes idle only when its last answer is out; the server itself looks once.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
