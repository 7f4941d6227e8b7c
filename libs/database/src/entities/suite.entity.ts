import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who may do what with a suite beside its owner: nothing, judge by it, or see all of it. */
export type SuiteVisibility = 'private' | 'submit' | 'read';

/** A named problem with its tests; what it holds is in its versions. */
@Entity({ name: 'suite' })
@Index('suite_owner', ['ownerId', 'id'])
@Index('suite_public', ['visibility', 'id'], { where: `"visibility" <> 'private'` })
export class Suite {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'owner_id' })
  ownerId: string;

  @Column('text')
  visibility: SuiteVisibility;

  /** The newest. */
  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}

/** What a suite held at one time. Never changed: jobs name the version they ran. */
@Entity({ name: 'suite_version' })
export class SuiteVersion {
  @PrimaryColumn('uuid', { name: 'suite_id' })
  suiteId: string;

  /** From 1. */
  @PrimaryColumn('integer')
  version: number;

  @Column('text')
  name: string;

  /** Where it came from: a format of packages, or `json`. */
  @Column('text')
  format: string;

  /** The problem with its files as hashes of blobs; see Problem in the library of packages. */
  @Column('json')
  problem: unknown;

  /**
   * The jury solutions as they were last judged: their submissions, in the order of the problem's solutions.
   */
  @Column('json', { nullable: true })
  verification: { submissionId: string | null; error?: string }[] | null;

  @Column('integer', { name: 'test_count' })
  testCount: number;

  /** Of the problem and of its files, each once. A text, as the driver gives 64 bits. */
  @Column('bigint', { name: 'stored_bytes', default: 0 })
  storedBytes: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}

/** Data of a test that a program of the suite made; made once, kept as a blob. */
@Entity({ name: 'suite_made' })
export class SuiteMade {
  @PrimaryColumn('uuid', { name: 'suite_id' })
  suiteId: string;

  @PrimaryColumn('integer')
  version: number;

  /** Position of the test, from 0. */
  @PrimaryColumn('integer', { name: 'test_index' })
  testIndex: number;

  @PrimaryColumn('text')
  part: 'input' | 'answer';

  @Column('text')
  hash: string;

  @Column('bigint')
  bytes: string;
}
