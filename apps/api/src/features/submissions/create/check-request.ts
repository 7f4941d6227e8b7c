import {
  type FieldError,
  type LanguageView,
  type LimitName,
  type LimitRanges,
  type Limits,
  type Program,
  refusedCompileArg,
  type TextEncoding,
} from '@app/contracts';
import type { ClexTexts } from '../../clex/clex-texts.js';
import { findLanguage, type LanguageDirectory } from '../../languages/language-directory.js';
import { invalidRequest } from '../../../platform/problem/domain-error.js';
import { isBase64 } from '../../../platform/validation/texts.js';
import { type CreateSubmissionDto, requestKindOf } from './kinds/index.js';
import { programsOf } from './programs-of.js';

/**
 * Checks what the shape of a request does not show: that languages are known and their compilers take the
 * arguments, that files fit beside each other, that base64 can be read, that no limit is above the caller's
 * maximum.
 * @param ranges the limits that the caller may ask for
 * @throws DomainError that names every field that is wrong
 */
export async function checkRequest(
  request: CreateSubmissionDto,
  directory: LanguageDirectory,
  ranges: LimitRanges,
): Promise<void> {
  const programs = programsOf(request);
  const languages = await directory.knowing(programs.map(([, { language }]) => language));
  const errors = [
    ...programs.flatMap(([field, program]) => programErrors(field, program, languages)),
    ...limitErrors('limits', request.limits, ranges),
    ...('compileLimits' in request ? limitErrors('compileLimits', request.compileLimits, ranges) : []),
    ...programs.flatMap(([field, { limits }]) => limitErrors(`${field}.limits`, limits, ranges)),
    ...encodingErrors(request),
    ...(requestKindOf(request.kind)?.problemsOf?.(request) ?? []),
  ];
  if (errors.length > 0) throw invalidRequest(errors);
  const apart = languagesApart(programs, languages, directory);
  if (apart) throw invalidRequest([apart]);
}

/** @throws DomainError('invalid_clex') when a clex text of the request cannot be read @param address of its client */
export async function checkClexOf(
  request: CreateSubmissionDto,
  texts: ClexTexts,
  address: string,
): Promise<void> {
  for (const [field, text] of requestKindOf(request.kind)?.clexTextsOf?.(request) ?? [])
    await texts.check(text, field, address);
}

function limitErrors(field: string, limits: Partial<Limits> | undefined, ranges: LimitRanges): FieldError[] {
  return Object.entries(limits ?? {}).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    const { maximum } = ranges[name as LimitName];
    if (value <= maximum) return [];
    return [{ field: `${field}.${name}`, message: `must not be greater than ${maximum}` }];
  });
}

function programErrors(field: string, program: Program, languages: readonly LanguageView[]): FieldError[] {
  const errors: FieldError[] = [];
  const language = findLanguage(languages, program.language);
  if (!language) {
    const known = languages.map(({ id }) => id).join(', ');
    errors.push({ field: `${field}.language`, message: `unknown language; known here are: ${known}` });
  }
  if (language) errors.push(...argumentErrors(field, program, language));
  if (program.encoding === 'base64' && !isBase64(program.source))
    errors.push({ field: `${field}.source`, message: 'is not base64' });
  const files = program.files ?? [];
  files.forEach(({ content, encoding }, index) => {
    if (encoding === 'base64' && !isBase64(content))
      errors.push({ field: `${field}.files[${index}].content`, message: 'is not base64' });
  });
  if (program.mainFile !== undefined && files.some(({ path }) => path === program.mainFile))
    errors.push({ field: `${field}.mainFile`, message: `there is another file ${program.mainFile}` });
  return [...errors, ...collisions(field, files)];
}

/** Texts outside programs that say they are base64 and are not. */
function encodingErrors(request: CreateSubmissionDto): FieldError[] {
  const isBad = (text: string, encoding?: TextEncoding) => encoding === 'base64' && !isBase64(text);
  const errors: FieldError[] = [];
  if ('stdin' in request && isBad(request.stdin ?? '', request.stdinEncoding))
    errors.push({ field: 'stdin', message: 'is not base64' });
  if ('tests' in request)
    request.tests?.forEach(({ input, inputEncoding }, index) => {
      if (isBad(input, inputEncoding))
        errors.push({ field: `tests[${index}].input`, message: 'is not base64' });
    });
  return errors;
}

/**
 * A worker that does not report which arguments its compilers take checks them itself, when it does the job.
 */
function argumentErrors(field: string, { compileArgs = [] }: Program, language: LanguageView): FieldError[] {
  if (language.compileArgs === undefined) return [];
  const allowed = language.compileArgs.map((pattern) => new RegExp(pattern));
  const refused = refusedCompileArg(language.name, allowed, compileArgs);
  return refused ? [{ field: `${field}.compileArgs[${refused.index}]`, message: refused.reason }] : [];
}

/** All programs of a job run on one worker: the first one that cannot run where those before it can. */
function languagesApart(
  programs: readonly [field: string, program: Program][],
  languages: readonly LanguageView[],
  directory: LanguageDirectory,
): FieldError | null {
  const ids: string[] = [];
  for (const [field, { language }] of programs) {
    const { id, name } = findLanguage(languages, language)!;
    const others = [...new Set(ids)].filter((other) => other !== id);
    ids.push(id);
    if (!directory.haveOneWorker(ids))
      return {
        field: `${field}.language`,
        message: `no worker has ${name} (${id}) together with ${others.join(', ')}, which this job needs as well`,
      };
  }
  return null;
}

/** Two files of one path, or a file where another one needs a folder. */
function collisions(field: string, files: readonly { path: string }[]): FieldError[] {
  const folders = new Set(files.flatMap(({ path }) => parentsOf(path)));
  const seen = new Set<string>();
  return files.flatMap(({ path }, index) => {
    const isTaken = seen.has(path);
    seen.add(path);
    if (isTaken)
      return [{ field: `${field}.files[${index}].path`, message: `there is another file ${path}` }];
    if (!folders.has(path)) return [];
    return [{ field: `${field}.files[${index}].path`, message: `another file needs ${path} to be a folder` }];
  });
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
