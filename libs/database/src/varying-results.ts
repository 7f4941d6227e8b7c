import type { DataSource } from 'typeorm';
import { VaryingResult } from './entities/varying-result.entity.js';

/** The keys of work that comes out differently from run to run, in the database. */
export class VaryingResults {
  constructor(private readonly dataSource: DataSource) {}

  async has(resultKey: string): Promise<boolean> {
    return this.dataSource.getRepository(VaryingResult).existsBy({ resultKey });
  }

  async add(resultKey: string): Promise<void> {
    await this.dataSource
      .getRepository(VaryingResult)
      .createQueryBuilder()
      .insert()
      .values({ resultKey, foundAt: () => 'now()' })
      .orIgnore()
      .execute();
  }
}
