import { Drawings } from '@app/drawing';

let shared: Drawings | undefined;

/**
 * The drawing threads of this process; all jobs share them. They end by themselves when they have nothing to
 * do.
 */
export function sharedDrawings(): Drawings {
  shared ??= new Drawings({ threadsOfSources: false });
  return shared;
}
