import { QueryFailedError } from 'typeorm';

/**
 * SQLSTATE classes of an answer that is about the statement and would be the same another time: bad data, a
 * broken constraint, a table that is not there. Everything else is a database that is away, starting,
 * stopping or full.
 */
const REFUSALS = /^(0A|22|23|42)[0-9A-Z]{3}$/;

/** Whether `error` says that the database cannot answer now; what it refuses, it would refuse again. */
export function isDatabaseAway(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return !REFUSALS.test(code);
  // Without a code it is the driver itself: no connection to be had, or the one there was is gone.
  return cause instanceof Error && !(cause instanceof TypeError || cause instanceof RangeError);
}

/** A statement that the database could not answer; `cause` is what the driver said. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
  constructor(cause: unknown) {
    super(`the database is away: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
