import { AuditEvent } from '@app/entities';
import { Injectable, Logger } from '@nestjs/common';
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

/** Keeps what happened to accounts and tokens. Secrets never come here. */
@Injectable()
export class AuditService {
  private readonly logger = new Logger(AuditService.name);

  constructor(@InjectRepository(AuditEvent) private readonly rows: Repository<AuditEvent>) {}

  /** Never throws: that an event cannot be kept must not keep anybody out, or let anybody in. */
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

  /** Newest first, after the event `before`. */
  list(limit: number, before?: string): Promise<AuditEvent[]> {
    return this.rows.find({
      ...(before !== undefined && { where: { id: LessThan(before) } }),
      order: { id: 'DESC' },
      take: limit,
    });
  }
}
