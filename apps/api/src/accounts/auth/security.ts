import type { Config } from '@app/config';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { openSocketAdapter, type SocketAdapter } from '../../platform/live/socket-adapter.js';
import { RequestLimiter } from '../../platform/request-limits/request-limiter.js';
import { type BoundedRedis, openBoundedRedis } from '@app/redis';
import { openSecrets, type Secrets } from '../sessions/secrets.js';
import { openSessions, type Sessions } from '../sessions/session-middleware.js';

/** What middleware, sockets and guards share; closed with the app. */
export class Security implements OnApplicationShutdown {
  private constructor(
    readonly secrets: Secrets,
    readonly sessions: Sessions,
    readonly limiter: RequestLimiter,
    /** null: this replica is the only one. */
    readonly socketAdapter: SocketAdapter | null,
    private readonly redis: BoundedRedis | null,
  ) {}

  /** @throws StartupError when there is no place for the secret, BackendUnavailable when there is no Redis */
  static async open(config: Config, dataSource: DataSource): Promise<Security> {
    const secrets = await openSecrets(config);
    const { redisUrl, redisPrefix } = config;
    const redis = redisUrl === null ? null : await openBoundedRedis(redisUrl);
    const adapter =
      redisUrl === null || redis === null ? null : await openSocketAdapter(redisUrl, redisPrefix, redis);
    return new Security(
      secrets,
      openSessions(config, secrets, dataSource, redis),
      new RequestLimiter(config.usage.requestsPerMinute, redis, redisPrefix),
      adapter,
      redis,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.sessions.close();
    this.socketAdapter?.close();
    await this.redis?.close();
  }
}
