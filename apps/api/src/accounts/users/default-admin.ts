import type { Config } from '@app/config';
import type { PasswordSource, UserAccount } from '@app/database';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditLog } from '../audit/audit-log.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { Users } from './users.js';

const DEFAULT_ADMIN = 'admin';
const LOOPBACK = /^(localhost|127\.|::1$)/;

/**
 * Makes sure at every start that the account `admin` exists, with ADMIN_PASSWORD until its user chooses
 * another. An account with a password of its own never gets the well-known default back, even if a later
 * start lacks the variable.
 */
@Injectable()
export class DefaultAdmin implements OnModuleInit {
  private readonly logger = new Logger(DefaultAdmin.name);

  constructor(
    private readonly users: Users,
    private readonly audit: AuditLog,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'adminPassword' | 'adminPasswordIsDefault' | 'host'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminPasswordIsDefault } = this.config;
    const source = adminPasswordIsDefault ? 'default' : 'environment';
    const admin = await this.users.findByName(DEFAULT_ADMIN);
    if (admin?.passwordSource === 'environment' && adminPasswordIsDefault)
      return this.logger.warn(
        'ADMIN_PASSWORD is not set; the account admin keeps the one that an earlier start was given',
      );
    const isSet = admin ? await this.update(admin, source) : await this.create(source);
    if (isSet && source === 'environment')
      await this.audit.record({ action: 'password.from_environment', subject: DEFAULT_ADMIN });
    if (adminPasswordIsDefault && (!admin || admin.passwordSource === 'default')) this.warn();
  }

  /** @returns whether it was made; another replica may be faster, then this one's row is ignored */
  private async create(source: PasswordSource): Promise<boolean> {
    return this.users.insertNew({
      id: uuidv7(),
      username: DEFAULT_ADMIN,
      role: 'admin',
      passwordHash: await hashPassword(this.config.adminPassword),
      passwordSource: source,
      credentialsVersion: 1,
      disabledAt: null,
      createdAt: new Date(),
      lastLoginAt: null,
    });
  }

  /** @returns whether the password was set */
  private async update(admin: UserAccount, source: PasswordSource): Promise<boolean> {
    const { adminPassword } = this.config;
    if (admin.passwordSource === 'chosen') return false;
    if (await verifyPassword(admin.passwordHash, adminPassword)) return false;
    await this.users.setPassword(admin.id, adminPassword, source);
    return true;
  }

  private warn(): void {
    if (LOOPBACK.test(this.config.host)) return;
    this.logger.warn(
      'the account admin has the password everybody knows; choose another one at /admin/password',
    );
  }
}
