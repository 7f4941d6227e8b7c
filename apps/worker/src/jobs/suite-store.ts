import { BlobCache, BlobMissing, BlobUses, type BlobRef } from '@app/blobs';
import { SuiteMade, SuiteVersion } from '@app/database';
import type { Problem } from '@app/packages';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobFailed, type MadeData, type SuiteSource } from '../kinds/kind.js';

/** The owner of the blobs of one version of a suite; the api names it so, too. */
const ownerOf = (suiteId: string, version: number): string => `suite:${suiteId}:${version}`;

/**
 * Suites as a worker sees them: what a version holds is in the database, its files come through the cache.
 */
@Injectable()
export class SuiteStore implements SuiteSource {
  constructor(
    private readonly dataSource: DataSource,
    private readonly blobs: BlobCache,
  ) {}

  async load(suiteId: string, version: number): Promise<Problem<BlobRef>> {
    const row = await this.dataSource.manager.findOneBy(SuiteVersion, { suiteId, version });
    if (!row) throw new JobFailed('the suite was removed');
    return row.problem as Problem<BlobRef>;
  }

  async read(ref: BlobRef): Promise<Buffer> {
    try {
      return await this.blobs.read(ref.hash);
    } catch (error) {
      throw error instanceof BlobMissing ? new JobFailed('a file of the suite was removed') : error;
    }
  }

  async made(suiteId: string, version: number): Promise<MadeData[]> {
    const rows = await this.dataSource.manager.findBy(SuiteMade, { suiteId, version });
    return rows.map(({ testIndex, part, hash, bytes }) => ({
      testIndex,
      part,
      ref: { hash, bytes: Number(bytes) },
    }));
  }

  async keep(
    suiteId: string,
    version: number,
    { testIndex, part }: Omit<MadeData, 'ref'>,
    content: Buffer,
  ): Promise<void> {
    const { hash, bytes } = await this.blobs.store.put(content);
    await this.dataSource.transaction(async (manager) => {
      // Two jobs that make the same data make the same bytes; the second one changes nothing.
      await manager
        .createQueryBuilder()
        .insert()
        .into(SuiteMade)
        .values({ suiteId, version, testIndex, part, hash, bytes: String(bytes) })
        .orIgnore()
        .updateEntity(false)
        .execute();
      await new BlobUses(manager).add(ownerOf(suiteId, version), [hash]);
    });
  }
}
