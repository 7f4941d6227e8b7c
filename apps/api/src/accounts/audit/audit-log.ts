import { AuditEvent } from '@app/database';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

export type AuditAction =
  | 'login.succeeded'
  | 'login.failed'
  | 'login.locked'
  | 'logout'
  | 'password.refused'
  | 'password.changed'
  | 'password.reset_link_created'
  | 'password.reset'
  | 'password.from_environment'
  | 'user.registered'
  | 'user.created'
  | 'user.changed'
  | 'token.created'
  | 'token.revoked'
  | 'token.refused'
  | 'admin.refused'
  | 'webhook_secret.read'
  | 'dead_letter.retried'
  | 'dead_letter.dropped'
  | 'submission.cancelled'
  | 'submission.removed'
  | 'request.cross_site';

export interface AuditEntry {
  action: AuditAction;
  /** Id of the account that did it. */
  actorId?: string;
  /** Name of the account it is about, as given. */
  subject?: string;
  address?: string;
  detail?: Record<string, unknown>;
}

const MAX_SUBJECT_CHARACTERS = 100;
const DAY_MS = 24 * 3_600_000;
/** Older events are deleted. */
const KEEP_MS = 365 * DAY_MS;
/** What strangers can cause at will is recorded so often for each of them, and of so many. */
const RARELY_MS = 60_000;
const MAX_RARE_KEYS = 10_000;

/** Keeps for a year what happened to accounts and tokens. Secrets never come here. */
@Injectable()
export class AuditLog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AuditLog.name);
  /** When `recordRarely` last recorded for a key, oldest first. */
  private readonly rare = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(@InjectRepository(AuditEvent) private readonly rows: Repository<AuditEvent>) {}

  /** Never throws: an event that cannot be kept must neither keep a user out nor let one in. */
  async record({ action, actorId, subject, address, detail }: AuditEntry): Promise<void> {
    try {
      await this.rows.insert({
        id: uuidv7(),
        at: new Date(),
        action,
        actorId: actorId ?? null,
        subject: subject?.slice(0, MAX_SUBJECT_CHARACTERS).replaceAll('\0', '') ?? null,
        address: address ?? null,
        detail: (detail ?? null) as never,
      });
    } catch (error) {
      this.logger.error(`${action} was not recorded: ${String(error)}`);
    }
  }

  /**
   * As `record`, but once a minute for each action and `key`: for events that a client can repeat at will.
   * Otherwise it could fill the table, or hide among them what matters.
   */
  async recordRarely(key: string, entry: AuditEntry): Promise<void> {
    const now = Date.now();
    for (const [known, at] of this.rare) {
      if (now - at < RARELY_MS) break;
      this.rare.delete(known);
    }
    const name = `${entry.action} ${key}`;
    if (this.rare.has(name) || this.rare.size >= MAX_RARE_KEYS) return;
    this.rare.set(name, now);
    await this.record(entry);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.forgetOld(), DAY_MS).unref();
    await this.forgetOld();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Every replica does this; together they delete no more than one. */
  private async forgetOld(): Promise<void> {
    // The least id of that time: ids are in the order of time, and there is an index of them.
    const oldest = uuidv7({ msecs: Date.now() - KEEP_MS, seq: 0, random: new Uint8Array(16) });
    try {
      await this.rows.delete({ id: LessThan(oldest) });
    } catch (error) {
      this.logger.warn(`old events are not deleted yet: ${String(error)}`);
    }
  }

  /** Newest first, after the event `before`. */
  list(limit: number, before?: string): Promise<AuditEvent[]> {
    return this.rows.find({
      ...(before !== undefined && { where: { id: LessThan(before) } }),
      order: { id: 'DESC' },
      take: limit,
    });
  }
}
