import type { Config } from '@app/config';
import { silenceLimitOf } from '@app/database';
import { openTelemetry } from '@app/telemetry';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DataSource } from 'typeorm';
import { listenOnPorts } from './facades/common/listen-on-ports.js';
import type { Cleanup } from './platform/environment/cleanup.js';
import { listen } from './platform/environment/listen.js';

/**
 * Begins to listen: the api at its port, facades at theirs, and what this process tells of its work.
 * @param service what traces call this process: `cpast-api` or `cpast`
 * @param say called with each address
 * @throws what listening throws
 */
export async function serve(
  app: NestExpressApplication,
  dataSource: DataSource,
  config: Config,
  service: string,
  say: (text: string) => void,
  cleanup: Cleanup,
): Promise<void> {
  cleanup.add(async () => silenceLimitOf(dataSource)?.hurry());
  say(`listening on ${await listen(app, config)}`);
  const ports = await listenOnPorts(app, config);
  cleanup.add(() => ports.close());
  const telemetry = await openTelemetry(config, service);
  cleanup.add(() => telemetry.close());
  telemetry.lines.forEach((line) => say(line));
  ports.urls.forEach((line) => say(line));
}
