import { HttpException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { DomainError } from './domain-error.js';
import type { ProblemCode } from './problems.js';

/** What frameworks throw, by the status they chose. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'bad_request',
  404: 'route_not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** Errors of sockets and of PostgreSQL (class 08, 53, 57P) that say: not now. */
const CONNECTION_ERRORS = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENOENT|08|53|57P)/;

/** The error as the API shows it. null: an unforeseen error, to be logged and answered with 500. */
export function toDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof URIError) return new DomainError('malformed_url', { detail: error.message });
  if (isDiskFull(error))
    return new DomainError('storage_full', {
      detail: 'The disk of the database is full; new work is taken when there is room.',
      headers: { 'retry-after': '30' },
    });
  if (isDatabaseUnavailable(error))
    return new DomainError('unavailable', {
      detail: 'The database does not answer; try again in a moment.',
      headers: { 'retry-after': '5' },
    });
  const status = statusOf(error);
  const code = status === null ? undefined : BY_STATUS[status];
  if (!code) return null;
  return new DomainError(code, { detail: (error as Error).message });
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : null;
}

/** PostgreSQL's disk_full. */
function isDiskFull(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return (cause as { code?: unknown } | null)?.code === '53100';
}

function isDatabaseUnavailable(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string') return CONNECTION_ERRORS.test(code);
  // pg and its pool give these no code.
  return /connection terminated|not queryable|timeout exceeded when trying to connect|Connection ended/i.test(
    cause.message,
  );
}
