import type { Config } from '@app/config';
import type { UserAccountView, UserRole } from '@app/contracts';
import { type PasswordSource, UserAccount } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { CallerAccount } from '../access/caller.js';
import { hashPassword } from './passwords.js';
import { CallerSockets, SOCKETS_OF } from '../access/caller-sockets.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { canonicalUsername } from './usernames.js';

export interface UserChange {
  role?: UserRole;
  disabled?: boolean;
}

/** Accounts: who they are, what they may do, which password is theirs. */
@Injectable()
export class Users {
  constructor(
    @InjectRepository(UserAccount) private readonly rows: Repository<UserAccount>,
    private readonly sockets: CallerSockets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  findByName(name: string): Promise<UserAccount | null> {
    return this.rows.findOneBy({ username: canonicalUsername(name) });
  }

  /** The account, unless it is disabled or (when `version` is given) its credentials have changed since. */
  async findActive(id: string, version?: number): Promise<CallerAccount | null> {
    const row = await this.rows.findOneBy({
      id,
      disabledAt: IsNull(),
      ...(version !== undefined && { credentialsVersion: version }),
    });
    return row && this.toAccount(row);
  }

  toAccount({ id, username, role, passwordSource }: UserAccount): CallerAccount {
    const mustChangePassword = this.config.production && passwordSource === 'default';
    return { id, username, role, mustChangePassword };
  }

  /**
   * @param password null: none yet; a reset link sets the first one
   * @throws DomainError('username_taken')
   */
  async create(username: string, role: UserRole, password: string | null): Promise<UserAccount> {
    const row: UserAccount = {
      id: uuidv7(),
      username: canonicalUsername(username),
      role,
      passwordHash: password === null ? null : await hashPassword(password),
      passwordSource: 'chosen',
      credentialsVersion: 1,
      disabledAt: null,
      createdAt: new Date(),
      lastLoginAt: null,
    };
    if (!(await this.insertNew(row)))
      throw new DomainError('username_taken', { detail: `There is a user ${row.username} already.` });
    return row;
  }

  /** @returns false when there is an account of this name */
  async insertNew(row: UserAccount): Promise<boolean> {
    const inserted = await this.rows
      .createQueryBuilder()
      .insert()
      .values(row)
      .orIgnore()
      .returning('id')
      .updateEntity(false)
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  /** Sets a password; every session of the account ends. */
  async setPassword(id: string, password: string, source: PasswordSource): Promise<void> {
    await this.rows.update(id, {
      passwordHash: await hashPassword(password),
      passwordSource: source,
      credentialsVersion: () => 'credentials_version + 1',
    });
    this.sockets.close(SOCKETS_OF.sessionsOfUser(id));
  }

  async loggedIn(id: string): Promise<void> {
    await this.rows.update(id, { lastLoginAt: new Date() });
  }

  async list(): Promise<UserAccountView[]> {
    return (await this.rows.find({ order: { id: 'ASC' }, take: 1_000 })).map(toUserView);
  }

  /** @throws DomainError('user_not_found') */
  async get(id: string): Promise<UserAccount> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw new DomainError('user_not_found', { detail: `There is no user ${id}.` });
    return row;
  }

  /**
   * Changes role or state; every session of the account ends then, and with a token its sockets as well.
   * @throws DomainError('user_not_found'), or one that names the field when no admin would be left
   */
  async change(id: string, change: UserChange): Promise<UserAccountView> {
    const { view, isOther } = await this.rows.manager.transaction(async (manager) => {
      const rows = manager.getRepository(UserAccount);
      // All admins, so that two of them cannot disable each other at the same time.
      const admins = await rows.find({
        where: { role: 'admin', disabledAt: IsNull() },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const row = await rows.findOneBy({ id });
      if (!row) throw new DomainError('user_not_found', { detail: `There is no user ${id}.` });
      const before = { role: row.role, disabledAt: row.disabledAt };
      if (change.role !== undefined) row.role = change.role;
      if (change.disabled !== undefined)
        row.disabledAt = change.disabled ? (row.disabledAt ?? new Date()) : null;
      const staysAdmin = row.role === 'admin' && row.disabledAt === null;
      if (!staysAdmin && admins.every((admin) => admin.id === id) && admins.length > 0)
        throw invalidField(change.disabled ? 'disabled' : 'role', 'this is the last admin');
      if (row.role === before.role && row.disabledAt === before.disabledAt)
        return { view: toUserView(row), isOther: false };
      // Nothing else of the row: what was read may be behind a password that is being changed at this moment.
      await rows.update(id, {
        role: row.role,
        disabledAt: row.disabledAt,
        credentialsVersion: () => 'credentials_version + 1',
      });
      return { view: toUserView(row), isOther: true };
    });
    if (isOther) this.sockets.close(SOCKETS_OF.user(id));
    return view;
  }
}

/** An account as admins see it. */
export function toUserView(row: UserAccount): UserAccountView {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    disabled: row.disabledAt !== null,
    hasPassword: row.passwordHash !== null,
    createdAt: row.createdAt.toISOString(),
    lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
  };
}
