import type { Request } from 'express';
import { type Caller, seesEverything } from '../../accounts/access/caller.js';
import { bodyFields } from '../common/facade-body.js';
import { Judge0Error } from './judge0-error.js';

/** What a request says, by name. */
export type Parameters = Record<string, unknown>;

/** Body and query in one; the query wins. JSON that is no object has no names, so it says nothing. */
export async function parametersOf(request: Request): Promise<Parameters> {
  return { ...(await bodyFields(request, { elseNothing: true })), ...(request.query as Parameters) };
}

/** Only the text `true` is. */
export function isTrue(value: unknown): boolean {
  return value === 'true';
}

/** As Ruby reads one: what does not begin with digits is 0. @param standard where none is given */
export function wholeNumber(value: unknown, standard: number): number {
  if (typeof value !== 'string' || value === '') return standard;
  return Number.parseInt(value, 10) || 0;
}

/** @throws Judge0Error(403) for callers who may not see everything */
export function requireAuthorized(caller: Caller): void {
  if (!seesEverything(caller)) throw new Judge0Error(403, null);
}
