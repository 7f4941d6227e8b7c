import { type BlobStore, BlobUses } from '@app/blobs';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BLOBS } from '../../platform/environment/tokens.js';

const EVERY_MS = 30 * 60_000;

/** Removes blobs that are no longer used. Several replicas may do it at the same time. */
@Injectable()
export class BlobSweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(BlobSweep.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await new BlobUses(this.dataSource).sweep(this.blobs);
    } catch (error) {
      this.logger.warn(`unused blobs could not be removed: ${(error as Error).message}`);
    }
  }
}
