import { Injectable } from '@nestjs/common';

/** What is not heard of by then is told by the sweep all the same. */
const MAX_EXPECTED = 100_000;

/**
 * The submissions taken in by this process whose end somebody wants to be told. Most have no such wish, and no statement
 * looks for one at their end; wishes that another process took in, or this one forgot, are found by the sweep of webhooks.
 */
@Injectable()
export class ExpectedCallbacks {
  private readonly ids = new Set<string>();

  expect(submissionId: string): void {
    if (this.ids.size < MAX_EXPECTED) this.ids.add(submissionId);
  }

  /** Whether this process is to tell of its end; true once. */
  take(submissionId: string): boolean {
    return this.ids.delete(submissionId);
  }
}
