import type { CreateSubmissionDto } from './kinds/index.js';

/** The address that is called when a submission is final. */
export interface Callback {
  url: string;
  /** null: the owner's own webhook secret signs. */
  secret: string | null;
}

/** Parts a body into the work itself and what is said besides; workers and readers see the work only. */
export function splitOptions(body: CreateSubmissionDto): {
  request: CreateSubmissionDto;
  name: string | null;
  isPublic: boolean;
  reuse: boolean;
  callback: Callback | null;
} {
  const {
    name = null,
    public: isPublic = false,
    reuse = false,
    callbackUrl,
    callbackSecret = null,
    ...request
  } = body;
  const callback = callbackUrl === undefined ? null : { url: callbackUrl, secret: callbackSecret };
  return { request: request as CreateSubmissionDto, name, isPublic, reuse, callback };
}
