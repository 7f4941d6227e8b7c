import { Share } from '@app/database';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';

const DAY_MS = 24 * 3_600_000;
const KEEP_UNUSED_MS = 365 * DAY_MS;

/** Removes shares that have not been read for a year. */
@Injectable()
export class ShareExpiry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ShareExpiry.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(@InjectRepository(Share) private readonly rows: Repository<Share>) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.forgetUnused(), DAY_MS).unref();
    await this.forgetUnused();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Notes, to a day, when a share was last read. Never throws: the reader gets the share in any case. */
  async noteUse({ id, usedAt }: Pick<Share, 'id' | 'usedAt'>): Promise<void> {
    if (Date.now() - usedAt.getTime() < DAY_MS) return;
    await this.rows.update(id, { usedAt: new Date() }).catch((error: unknown) => {
      this.logger.warn(`the use of a share was not noted: ${String(error)}`);
    });
  }

  /** Every replica does this; together they remove no more than one. */
  async forgetUnused(): Promise<void> {
    try {
      await this.rows.delete({ usedAt: LessThan(new Date(Date.now() - KEEP_UNUSED_MS)) });
    } catch (error) {
      this.logger.warn(`old shares are not removed yet: ${String(error)}`);
    }
  }
}
