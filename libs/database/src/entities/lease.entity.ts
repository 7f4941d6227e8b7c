import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who may do something that one process at a time should do, and until when. */
@Entity({ name: 'lease' })
export class Lease {
  @PrimaryColumn('text')
  name: string;

  @Column('uuid', { name: 'holder_id' })
  holderId: string;

  @Column({ type: 'timestamptz', name: 'held_until', precision: 3 })
  heldUntil: Date;
}
