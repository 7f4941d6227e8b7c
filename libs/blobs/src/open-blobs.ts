import { join } from 'node:path';
import type { Config } from '@app/config';
import type { DataSource } from 'typeorm';
import type { BlobStore } from './blob-store.js';
import { FileBlobs } from './file-blobs.js';
import { PostgresBlobs } from './postgres-blobs.js';
import { S3Blobs } from './s3-blobs.js';

/**
 * Where large bytes are kept: in S3 where that is set, below DATA_DIR with the embedded database, in
 * PostgreSQL with a server that others reach too.
 */
export function openBlobs(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 's3Url'>,
  dataSource: DataSource,
): BlobStore {
  if (config.s3Url !== null) return new S3Blobs(config.s3Url);
  return config.databaseUrl === null
    ? new FileBlobs(join(config.dataDir, 'blobs'))
    : new PostgresBlobs(dataSource);
}
