import type { SubmissionKind, SubmissionRequest } from '@app/contracts';
import type { Type } from '@nestjs/common';
import type { SubmissionOptionsDto } from '../dto/submission-options.dto.js';
import { INTERACT } from './interact.js';
import { JUDGE } from './judge.js';
import type { RequestKind } from './kind.js';
import { RUN } from './run.js';
import { STRESS } from './stress.js';

/** What may be submitted, by its kind. A new kind is a file and a line here. */
export const REQUEST_KINDS = {
  run: RUN,
  judge: JUDGE,
  stress: STRESS,
  interact: INTERACT,
} as const satisfies { [K in SubmissionKind]: object };

type RequestKinds = typeof REQUEST_KINDS;
type DtoOf<Entry> = Entry extends { dto: Type<infer Dto> } ? Dto : never;
/** The body of `POST /submissions`. */
export type CreateSubmissionDto = { [K in keyof RequestKinds]: DtoOf<RequestKinds[K]> }[keyof RequestKinds];

/** What is known of a kind of request, for callers that know the kind only at run time. */
type AnyRequestKind = RequestKind<SubmissionRequest & SubmissionOptionsDto>;

/** undefined: there is no such kind. */
export function requestKindOf(kind: unknown): AnyRequestKind | undefined {
  if (typeof kind !== 'string' || !Object.hasOwn(REQUEST_KINDS, kind)) return undefined;
  // A request goes to the entry of its own kind: its functions are called with what they take.
  return REQUEST_KINDS[kind as keyof RequestKinds] as AnyRequestKind;
}

/** All of them. */
export function requestKinds(): (AnyRequestKind & { kind: SubmissionKind })[] {
  return (Object.keys(REQUEST_KINDS) as SubmissionKind[]).map((kind) => ({ ...requestKindOf(kind)!, kind }));
}
