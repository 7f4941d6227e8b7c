import type { Checker, StressRequest } from '@app/contracts';
import { plural } from '../../ui/format.js';

/** One program as it stands in its editor. */
export interface ProgramDraft {
  language: string;
  source: string;
}

/** Everything the visitor can edit. Numbers are kept as typed, so that a half-typed one is not lost. */
export interface Draft {
  reference: ProgramDraft;
  candidate: ProgramDraft;
  clex: string;
  iterations: string;
  seed: string;
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
  stopAfterFailures: string;
  /** Whether everyone who has the link may see the result. */
  linkable: boolean;
  checker: Checker;
}

/** Which of the two programs. */
export type Side = 'reference' | 'candidate';
const MiB = 1024 * 1024;
const STORAGE_KEY = 'cpast.draft.v1';

/** Nothing typed yet. */
export const EMPTY_DRAFT: Draft = {
  reference: { language: '', source: '' },
  candidate: { language: '', source: '' },
  clex: '',
  iterations: '',
  seed: '',
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
  stopAfterFailures: '1',
  linkable: true,
  checker: { type: 'lines' },
};

/** The draft that a stored submission was made from, but for what `leftOut` names. */
export function draftOf(request: StressRequest): Draft {
  const { limits = {}, generator } = request;
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    reference: sideOf(request.reference),
    candidate: sideOf(request.candidate ?? request.candidates?.[0]),
    clex: 'clex' in generator ? generator.clex : '',
    iterations: text(request.iterations),
    seed: request.seed ?? '',
    cpuTimeLimitMs: text(limits.cpuTimeLimitMs),
    memoryLimitMiB: limits.memoryLimitBytes === undefined ? '' : String(limits.memoryLimitBytes / MiB),
    stopAfterFailures: text(request.stopAfterFailures ?? 1),
    linkable: true,
    checker: request.checker ?? { type: 'lines' },
  };
}

/** A program as a draft has it; empty where the request has none. */
function sideOf(program: StressRequest['reference']): { language: string; source: string } {
  return { language: program?.language ?? '', source: program?.source ?? '' };
}

/** What of a stored submission has no place in a draft, in words. */
export function leftOut(request: StressRequest): string[] {
  const { limits = {}, generator } = request;
  const missing: string[] = [];
  if ('program' in generator) missing.push('the program that made the inputs');
  if ('inputs' in generator) missing.push('its inputs');
  if (request.candidates !== undefined) missing.push('its further candidates');
  if (request.validator !== undefined) missing.push('its validator');
  for (const side of ['reference', 'candidate'] as const) {
    const { files = [], compileArgs = [], runArgs = [] } = request[side] ?? {};
    if (files.length > 0) missing.push(`${plural(files.length, 'further file')} of the ${side}`);
    if (compileArgs.length + runArgs.length > 0) missing.push(`the arguments of the ${side}`);
  }
  // The page sets a limit of wall time itself, beside one of processor time.
  const wall = limits.cpuTimeLimitMs === undefined ? limits.wallTimeLimitMs : undefined;
  if ([wall, limits.outputLimitBytes, limits.processLimit].some((limit) => limit !== undefined))
    missing.push('its limits of wall time, output or processes');
  return missing;
}

/** Reads a stored draft; anything that is not one gives null. */
export function parseDraft(json: string | null): Draft | null {
  if (json === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const draft = { ...EMPTY_DRAFT, ...(value as Partial<Draft>) };
  const strings = [
    draft.reference?.language,
    draft.reference?.source,
    draft.candidate?.language,
    draft.candidate?.source,
    draft.clex,
    draft.iterations,
    draft.seed,
    draft.cpuTimeLimitMs,
    draft.memoryLimitMiB,
    draft.stopAfterFailures,
    draft.checker?.type,
  ];
  return strings.every((entry) => typeof entry === 'string') ? draft : null;
}

/** The visitor's own draft. Storage may be forbidden or full; the page then simply forgets. */
export function loadDraft(): Draft | null {
  try {
    return parseDraft(localStorage.getItem(STORAGE_KEY));
  } catch {
    return null;
  }
}

/** Keeps the visitor's draft for the next visit. */
export function saveDraft(draft: Draft): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(draft));
  } catch {
    // Nothing to do: see loadDraft.
  }
}

/** Whether two drafts hold the same programs and inputs; settings may differ. */
export function sameWork(a: Draft, b: Draft): boolean {
  const work = ({ reference, candidate, clex }: Draft) =>
    JSON.stringify([reference.source, candidate.source, clex]);
  return work(a) === work(b);
}
