import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A shared program with its clex, as the origin's share links hold it. */
@Entity({ name: 'share' })
export class Share {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  /** `json`, not `jsonb`: code may hold NUL characters, which jsonb refuses. */
  @Column('json')
  content: { code: string; language: string; clex: string };

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
