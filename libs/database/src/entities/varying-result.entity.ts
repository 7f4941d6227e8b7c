import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Work of which two runs came out differently: its results are never given to later submissions. */
@Entity({ name: 'varying_result' })
export class VaryingResult {
  /** As in `submission.result_key`. */
  @PrimaryColumn('text', { name: 'result_key' })
  resultKey: string;

  @Column({ type: 'timestamptz', name: 'found_at', precision: 3 })
  foundAt: Date;
}
