import type { Config } from '@app/config';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { RequestLimiter } from '../limits/request-limiter.js';
import { type BoundedRedis, openBoundedRedis } from '../sessions/bounded-redis.js';
import { openSecrets, type Secrets } from '../sessions/secrets.js';
import { openSessions, type Sessions } from '../sessions/session-middleware.js';

/** What middleware, sockets and guards share; closed with the app. */
export class Security implements OnApplicationShutdown {
  private constructor(
    readonly secrets: Secrets,
    readonly sessions: Sessions,
    readonly limiter: RequestLimiter,
    private readonly redis: BoundedRedis | null,
  ) {}

  /** @throws StartupError when there is no place for the secret */
  static async open(config: Config, dataSource: DataSource): Promise<Security> {
    const secrets = await openSecrets(config);
    const redis = config.redisUrl === null ? null : await openBoundedRedis(config.redisUrl);
    return new Security(
      secrets,
      openSessions(config, secrets, dataSource, redis),
      new RequestLimiter(config.usage.requestsPerMinute, redis, config.redisPrefix),
      redis,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.sessions.close();
    await this.redis?.close();
  }
}
