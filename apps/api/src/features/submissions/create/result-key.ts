import { withVersions } from '@app/results';
import { specOf, withDefaultLimits, type LanguageView, type Program } from '@app/contracts';
import { findLanguage, type LanguageDirectory } from '../../languages/language-directory.js';
import type { CreateSubmissionDto } from './kinds/index.js';
import { programsOf } from './programs-of.js';
import { requestHash } from './request-hash.js';

/** Changes when equal requests would mean something else than before. */
const FORMAT = 4;

/** In the place of an owner: results of public submissions, which any caller may get. */
export const EVERYBODY = '*';

/**
 * The key under which the result of this work is kept: SHA-256 over everything it depends on, hex. That is
 * programs, inputs, limits with their defaults filled in, the seed; and the owner, because no user may get
 * private results of another. Versions are a part of their own, by which the worker that does it sees whether
 * it has those.
 * @param ownerIds for each of them a key of its own
 * @param request with digests in the place of long texts
 * @param languages those of the request's programs
 * @returns all null when the work would not be the same a second time: a stress job that draws its own seed, or a version
 * that depends on the worker
 */
export function resultKeysOf(
  ownerIds: readonly string[],
  request: CreateSubmissionDto,
  languages: readonly LanguageView[],
  workers: Pick<LanguageDirectory, 'isUniform' | 'programVersion'>,
): (string | null)[] {
  const none = ownerIds.map(() => null);
  if (!specOf(request.kind).isRepeatable(request)) return none;
  const programVersion = workers.programVersion();
  if (programVersion === null || !languages.every(({ id }) => workers.isUniform(id))) return none;
  const ids = new Map<string, string>();
  for (const [, { language }] of programsOf(request))
    ids.set(language, findLanguage(languages, language)?.id ?? language);
  const work = requestHash(withIds({ ...request, limits: withDefaultLimits(request.limits) }, ids) as object);
  return ownerIds.map((ownerId) =>
    withVersions(requestHash({ format: FORMAT, ownerId, work }), programVersion, languages),
  );
}

/** A copy in which programs name their languages by id. */
function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withIds(item, ids));
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) copy[name] = withIds(member, ids);
  if (isProgram(copy)) copy['language'] = ids.get(copy.language) ?? copy.language;
  return copy;
}

function isProgram(value: unknown): value is Program {
  return typeof value === 'object' && value !== null && 'language' in value && 'source' in value;
}
