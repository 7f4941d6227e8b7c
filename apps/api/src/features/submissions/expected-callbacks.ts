import { Injectable } from '@nestjs/common';

/** Callbacks beyond this number are left to the sweep of webhooks. */
const MAX_EXPECTED = 100_000;

/**
 * The submissions taken in by this process that have a callback. Most have none, and no statement looks for
 * one at their end; the sweep of webhooks finds callbacks that another process took in, or that this one
 * forgot.
 */
@Injectable()
export class ExpectedCallbacks {
  private readonly ids = new Set<string>();

  expect(submissionId: string): void {
    if (this.ids.size < MAX_EXPECTED) this.ids.add(submissionId);
  }

  /** Whether this process has to send its callback; true once. */
  take(submissionId: string): boolean {
    return this.ids.delete(submissionId);
  }
}
