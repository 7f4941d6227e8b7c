import type { CreateSubmissionDto } from './kinds/index.js';

/** Whom to tell that a submission is final. */
export interface Callback {
  url: string;
  /** null: the owner's own webhook secret signs. */
  secret: string | null;
}

/** Parts a body into the work itself and what is said besides; workers and readers see the work only. */
export function splitOptions(body: CreateSubmissionDto): {
  request: CreateSubmissionDto;
  isPublic: boolean;
  callback: Callback | null;
} {
  const { public: isPublic = false, callbackUrl, callbackSecret = null, ...request } = body;
  const callback = callbackUrl === undefined ? null : { url: callbackUrl, secret: callbackSecret };
  return { request: request as CreateSubmissionDto, isPublic, callback };
}
