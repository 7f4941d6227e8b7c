import type { Config } from '@app/config';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../platform/environment/tokens.js';
import { userOwnerId, visitorOwnerId } from '../access/caller.js';
import { readVisitor } from '../sessions/visitor-cookie.js';
import { Security } from './security.js';

/** Gives users what their browser submitted before they logged in. */
@Injectable()
export class VisitorClaims {
  private readonly logger = new Logger(VisitorClaims.name);

  constructor(
    private readonly database: DataSource,
    private readonly security: Security,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /** Never rejects: a login is worth more than what it would claim, and the next one claims it. */
  async claim(request: Request, userId: string): Promise<void> {
    const visitor = readVisitor(request, this.security.secrets.visitors, this.config.production);
    if (visitor === null) return;
    // A key belongs to whom it was used by: the user may have used the same one.
    await this.database
      .query(`UPDATE submission SET owner_id = $1, idempotency_key = NULL WHERE owner_id = $2`, [
        userOwnerId(userId),
        visitorOwnerId(visitor),
      ])
      .catch((error: unknown) => {
        this.logger.warn(`what a browser submitted is not its user's yet: ${String(error)}`);
      });
  }
}
