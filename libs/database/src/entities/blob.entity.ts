import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Bytes that are kept by their content, where they are kept in the database. */
@Entity({ name: 'blob' })
export class Blob {
  /** SHA-256, hex. */
  @PrimaryColumn('text')
  hash: string;

  @Column('bigint')
  bytes: string;

  /** When it was last put. */
  @Column({ type: 'timestamptz', name: 'stored_at', precision: 3, default: () => 'now()' })
  storedAt: Date;
}

/** A piece of a blob; goes with it. */
@Entity({ name: 'blob_chunk' })
export class BlobChunk {
  @PrimaryColumn('text')
  hash: string;

  /** From 0. */
  @PrimaryColumn('integer')
  index: number;

  @Column('bytea')
  content: Buffer;
}

/** Who needs a blob, wherever it is kept. */
@Entity({ name: 'blob_use' })
@Index('blob_use_hash', ['hash'])
export class BlobUse {
  @PrimaryColumn('text')
  owner: string;

  @PrimaryColumn('text')
  hash: string;
}
