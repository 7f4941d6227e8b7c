import { KINDS, specOf } from '@app/contracts';

type Spec = Pick<ReturnType<typeof specOf>, 'totalOf' | 'settled' | 'emptyResult'>;

/** Enough to end a job of a kind that this worker does not know. */
const UNKNOWN: Spec = {
  totalOf: () => 0,
  settled: (request) => request,
  emptyResult: (_request, error) => ({ error }) as ReturnType<Spec['emptyResult']>,
};

/**
 * What a try needs of the kind of its row. A newer api may have stored a kind that this worker does not know.
 */
export function kindOfRow(kind: string): Spec {
  return Object.hasOwn(KINDS, kind) ? specOf(kind) : UNKNOWN;
}
