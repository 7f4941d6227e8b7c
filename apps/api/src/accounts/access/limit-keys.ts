import type { Caller } from './caller.js';

/**
 * Whom a request counts for besides its address. A user's sessions and tokens count together, so that more
 * tokens are not more requests; each token counts for itself, too.
 */
export function limitKeysOf(caller: Caller): string[] {
  if (caller.isAnonymous) return [];
  return caller.kind === 'token' ? [caller.ownerId, `token:${caller.tokenId}`] : [caller.ownerId];
}
