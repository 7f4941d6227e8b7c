import type { DataSource, EntityManager } from 'typeorm';
import type { BlobStore } from './blob-store.js';

/** Whatever is not in use an hour after it was put is removed by the next sweep. */
export const UNUSED_BLOB_MS = 60 * 60_000;

/** Who needs which blobs. An owner is a word and an id: `suite:0199...:3`, `submission:0199...`. */
export class BlobUses {
  constructor(private readonly dataSource: Pick<DataSource, 'query'> | EntityManager) {}

  async add(owner: string, hashes: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO "blob_use" ("owner", "hash") SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [owner, [...new Set(hashes)]],
    );
  }

  /** The owner is gone; what only it needed goes with the next sweep. */
  async drop(owner: string): Promise<void> {
    await this.dataSource.query(`DELETE FROM "blob_use" WHERE "owner" = $1`, [owner]);
  }

  /** Those of these that are not in use. */
  private async unused(hashes: readonly string[]): Promise<string[]> {
    const used = await this.dataSource.query<{ hash: string }[]>(
      `SELECT DISTINCT "hash" FROM "blob_use" WHERE "hash" = ANY($1)`,
      [hashes],
    );
    const kept = new Set(used.map(({ hash }) => hash));
    return hashes.filter((hash) => !kept.has(hash));
  }

  /** Removes blobs that are no longer in use. @returns how many blobs went */
  async sweep(store: BlobStore, minAgeMs = UNUSED_BLOB_MS): Promise<number> {
    let removed = 0;
    for await (const hashes of store.olderThan(minAgeMs)) {
      removed += await store.remove(await this.unused(hashes), minAgeMs);
    }
    return removed;
  }
}
