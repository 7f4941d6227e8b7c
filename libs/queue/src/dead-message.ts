import type { JobProperties } from './job-channel.js';
import type { DeadMessage } from './job-queue.js';
import { LAST_ERROR_HEADER } from './topology.js';

/** What the properties of a dead message tell an operator. */
export function deadMessageOf({ messageId, headers }: JobProperties): DeadMessage {
  const lastError = headers?.[LAST_ERROR_HEADER];
  return {
    submissionId: typeof messageId === 'string' ? messageId : null,
    lastError: typeof lastError === 'string' ? lastError : null,
  };
}
