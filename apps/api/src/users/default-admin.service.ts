import type { Config } from '@app/config';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { hashPassword, verifyPassword } from '../auth/passwords.js';
import { CONFIG } from '../tokens.js';
import { UsersService } from './users.service.js';

export const DEFAULT_ADMIN = 'admin';
const LOOPBACK = /^(localhost|127\.|::1$)/;

/** Sees to it at every start that there is the account `admin`, with ADMIN_PASSWORD until somebody has chosen another. */
@Injectable()
export class DefaultAdminService implements OnModuleInit {
  private readonly logger = new Logger(DefaultAdminService.name);

  constructor(
    private readonly users: UsersService,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'adminPassword' | 'adminPasswordIsDefault' | 'host'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminPassword, adminPasswordIsDefault } = this.config;
    const source = adminPasswordIsDefault ? 'default' : 'environment';
    const admin = await this.users.findByName(DEFAULT_ADMIN);
    if (!admin) {
      // Another replica may be faster; then this one's row is ignored.
      await this.users.insertNew({
        id: uuidv7(),
        username: DEFAULT_ADMIN,
        role: 'admin',
        passwordHash: await hashPassword(adminPassword),
        passwordSource: source,
        credentialsVersion: 1,
        disabledAt: null,
        createdAt: new Date(),
        lastLoginAt: null,
      });
    } else if (
      admin.passwordSource !== 'chosen' &&
      !(await verifyPassword(admin.passwordHash, adminPassword))
    ) {
      await this.users.setPassword(admin.id, adminPassword, source);
    }
    if (adminPasswordIsDefault && (!admin || admin.passwordSource === 'default')) this.warn();
  }

  private warn(): void {
    if (LOOPBACK.test(this.config.host)) return;
    this.logger.warn(
      'the account admin has the password everybody knows; choose another one at /admin/password',
    );
  }
}
