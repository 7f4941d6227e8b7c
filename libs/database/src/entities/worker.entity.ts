import type { DoctorReport, LanguageView, WorkerView } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A worker as it last reported itself. Rows of those that died are removed by the ones that live. */
@Entity({ name: 'worker' })
export class WorkerReport {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  host: string;

  @Column('integer')
  slots: number;

  @Column('integer')
  busy: number;

  @Column('json')
  languages: LanguageView[];

  @Column('text')
  runner: WorkerView['runner'];

  @Column('text')
  isolation: WorkerView['isolation'];

  @Column('text')
  version: string;

  /** What its doctor found; null: it has not looked yet. */
  @Column('json', { nullable: true })
  doctor: DoctorReport | null;

  /** Why its jobs wait. */
  @Column('text', { nullable: true })
  problem: string | null;

  /** CPU time of the reference program, in milliseconds; null: it was never idle so far. */
  @Column('double precision', { name: 'calibration_ms', nullable: true })
  calibrationMs: number | null;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 })
  startedAt: Date;

  @Column({ type: 'timestamptz', name: 'last_seen_at', precision: 3 })
  lastSeenAt: Date;
}
