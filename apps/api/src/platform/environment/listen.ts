import type { Config } from '@app/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from './startup-error.js';

/** Idle connections are closed so often while the server stops, busy ones get that long. */
const SWEEP_MS = 100;
const GRACE_MS = 5_000;

/**
 * Starts to listen. @returns the address to open in a browser
 * @throws StartupError when the address is in use or not allowed
 */
export async function listen(
  app: NestExpressApplication,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<string> {
  const server = app.getHttpServer() as Server;
  // Not app.listen(): that one also logs the error which the caller is about to explain.
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(explain(error, host, port));
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

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(
        `PORT: ${host}:${port} is in use; stop what listens there, or choose another PORT`,
      );
    case 'EACCES':
      return new StartupError(`PORT: this user may not listen on ${host}:${port}; choose a PORT above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartupError(`HOST: ${host} is not an address of this host`);
    default:
      return error;
  }
}

/** Closes the app: takes no further request, lets those in hand finish for some seconds, then cuts them off. */
export async function closeApp(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  // A kept-alive connection becomes idle only when its last answer is out; the server itself looks once.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
