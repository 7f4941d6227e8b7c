import type { Config } from '@app/config';
import type { Backends, DoctorCheck } from '@app/contracts';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { DomainError } from '../problem/domain-error.js';
import { BACKENDS, CONFIG } from './tokens.js';

const LOOK_EVERY_MS = 2_000;
/**
 * PostgreSQL stops for good where it cannot write its log: new work is refused while running work still has
 * room.
 */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** Of a small file system. */
const RESERVE_SHARE = 0.25;
const RETRY_AFTER_S = 30;

/** Whether so little of a file system is left that running work needs all of it. */
export function isNearlyFull(freeBytes: number, totalBytes: number): boolean {
  return freeBytes < Math.min(RESERVE_BYTES, totalBytes * RESERVE_SHARE);
}

/**
 * Looks after the disk below the embedded database: before it is full, new work is refused, and taken again
 * by itself when there is room. What a PostgreSQL of its own has left, it says itself.
 */
@Injectable()
export class StorageWatch implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(StorageWatch.name);
  private timer: NodeJS.Timeout | undefined;
  private full = false;
  private freeMiB: number | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'dataDir'>,
    @Inject(BACKENDS) private readonly backends: Pick<Backends, 'database'>,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.backends.database !== 'embedded') return;
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  get isFull(): boolean {
    return this.full;
  }

  /** What a doctor says of it. */
  check(): DoctorCheck {
    const isOwn = this.backends.database === 'embedded';
    const left = this.freeMiB === null ? 'unknown what is left' : `${this.freeMiB} MiB left`;
    return {
      id: 'storage',
      ok: !this.full,
      required: true,
      detail: isOwn
        ? `${left} on the disk of the embedded database`
        : 'the PostgreSQL server looks after its disk itself',
      cure: this.full ? 'Make room on the disk below DATA_DIR; new work is taken by itself then.' : '',
    };
  }

  /** @throws DomainError('storage_full') */
  requireRoom(): void {
    if (!this.full) return;
    throw new DomainError('storage_full', {
      detail:
        'The disk below DATA_DIR is full; what is stored can be read, and new work is taken when there is room.',
      headers: { 'retry-after': String(RETRY_AFTER_S) },
    });
  }

  private async look(): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.config.dataDir);
      const full = isNearlyFull(bavail * bsize, blocks * bsize);
      this.freeMiB = Math.floor((bavail * bsize) / 1024 ** 2);
      if (full && !this.full)
        this.logger.error(
          `the disk below DATA_DIR (${this.config.dataDir}) has ${this.freeMiB} MiB left: no new work is taken until there is room`,
        );
      if (!full && this.full) this.logger.log('there is room below DATA_DIR again: new work is taken');
      this.full = full;
    } catch (error) {
      this.logger.warn(`cannot see how full the disk below DATA_DIR is: ${String(error)}`);
    }
  }
}
