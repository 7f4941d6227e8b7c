import type { Request } from 'express';
import type { Caller } from '../access/caller.js';
import type { AuditEntry } from './audit-log.js';

/** Who did it, and from where. */
export function actorOf(caller: Caller, request: Request): Pick<AuditEntry, 'actorId' | 'address'> {
  return {
    ...(!caller.isAnonymous && { actorId: caller.account.id }),
    ...(request.ip !== undefined && { address: request.ip }),
  };
}
