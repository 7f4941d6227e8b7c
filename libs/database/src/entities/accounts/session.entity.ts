import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A session; connect-pg-simple reads and writes these rows. */
@Entity({ name: 'session' })
@Index('session_expire', ['expire'])
export class Session {
  @PrimaryColumn('text')
  sid: string;

  @Column('json')
  sess: object;

  @Column({ type: 'timestamptz', precision: 6 })
  expire: Date;
}
