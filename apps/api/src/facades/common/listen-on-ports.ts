import type { Config } from '@app/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createServer, type RequestListener, type Server } from 'node:http';
import { closeServer, listenAt } from '../../platform/environment/listen.js';
import { FacadeUpgrades } from './facade-upgrades.js';
import { shareConnectionLimit } from '../../platform/http/server/limit-connections.js';
import { limitPipelining } from '../../platform/http/server/limit-pipelining.js';
import { limitServer } from '../../platform/http/server/server-limits.js';

/** The ports of facades, until `close`. */
export interface FacadePorts {
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the ports that FACADES names, for the same app. @throws StartupError when one is in use or not
 * allowed
 */
export async function listenOnPorts(
  app: NestExpressApplication,
  { facades, host }: Pick<Config, 'facades' | 'host'>,
): Promise<FacadePorts> {
  const listener = app.getHttpAdapter().getInstance() as RequestListener;
  const servers = facades.flatMap(({ name, port }) =>
    port === null ? [] : [{ name, port, server: createServer(listener) }],
  );
  const urls: string[] = [];
  const close = async () => void (await Promise.all(servers.map(({ server }) => closeServer(server))));
  try {
    for (const { name, port, server } of servers) {
      limitServer(server);
      limitPipelining(server);
      shareConnectionLimit(app.getHttpServer() as Server, server);
      app.get(FacadeUpgrades).serve(server);
      urls.push(`${name} at ${await listenAt(server, { host, port, variable: 'FACADES' })}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, close };
}
