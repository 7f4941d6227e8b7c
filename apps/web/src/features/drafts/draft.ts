import type { Checker, Program, ProgramFile, StressRequest } from '@app/contracts';

/** One program as it stands in its editor. */
export interface ProgramDraft {
  language: string;
  source: string;
  /** Options of the compiler as typed, separated by blanks. */
  compileArgs?: string;
  runArgs?: string;
  /** Further files beside it. */
  files?: ProgramFile[];
}

/** Where the inputs of a stress run come from. */
export type InputSource = 'clex' | 'program' | 'list';

/** Everything the visitor can edit. Numbers are kept as typed, so that a half-typed one is not lost. */
export interface Draft {
  reference: ProgramDraft;
  candidate: ProgramDraft;
  /** Further candidates: then each is compared with each as well. */
  more: ProgramDraft[];
  /** What is looked for: an input that parts the programs, or one that is slow. */
  objective: 'difference' | 'time';
  inputsFrom: InputSource;
  clex: string;
  generator: ProgramDraft;
  inputs: string[];
  /** A clex that reads inputs that no clex drew; and a program that looks at all. */
  format: string;
  validator: ProgramDraft;
  iterations: string;
  seed: string;
  cpuTimeLimitMs: string;
  memoryLimitMiB: string;
  stopAfterFailures: string;
  checker: Checker;
}

/** Which of the two programs. */
export type Side = 'reference' | 'candidate';
const MiB = 1024 * 1024;
const OLD_STORAGE_KEY = 'cpast.draft.v1';
const NO_PROGRAM: ProgramDraft = { language: '', source: '' };

/** Nothing typed yet. */
export const EMPTY_DRAFT: Draft = {
  reference: NO_PROGRAM,
  candidate: NO_PROGRAM,
  more: [],
  objective: 'difference',
  inputsFrom: 'clex',
  clex: '',
  generator: NO_PROGRAM,
  inputs: [''],
  format: '',
  validator: NO_PROGRAM,
  iterations: '',
  seed: '',
  cpuTimeLimitMs: '',
  memoryLimitMiB: '',
  stopAfterFailures: '1',
  checker: { type: 'lines' },
};

/** A draft with everything that one of an older version does not have. */
export const completeDraft = (draft: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, ...draft });

/** A program as it was submitted, for an editor; empty where a request does without. */
export function programDraftOf(program: Program | undefined): ProgramDraft {
  if (!program) return NO_PROGRAM;
  const { language, source, compileArgs = [], runArgs = [], files = [] } = program;
  return {
    language,
    source,
    ...(compileArgs.length > 0 && { compileArgs: compileArgs.join(' ') }),
    ...(runArgs.length > 0 && { runArgs: runArgs.join(' ') }),
    ...(files.length > 0 && { files }),
  };
}

/** A program as it is submitted. */
export function programOf({ language, source, compileArgs, runArgs, files }: ProgramDraft): Program {
  const split = (text = '') => text.split(/\s+/).filter(Boolean);
  const [compile, run] = [split(compileArgs), split(runArgs)];
  return {
    language,
    source,
    ...(compile.length > 0 && { compileArgs: compile }),
    ...(run.length > 0 && { runArgs: run }),
    ...(files && files.length > 0 && { files }),
  };
}

/** The draft that a stored submission was made from, but for what `leftOut` names. */
export function draftOf(request: StressRequest): Draft {
  const { limits = {}, generator } = request;
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  const inputs = (generator as { inputs?: string[] }).inputs;
  const [candidate, ...others] = candidatesOf(request);
  return {
    ...EMPTY_DRAFT,
    reference: programDraftOf(request.reference),
    candidate: programDraftOf(candidate),
    more: others.map(programDraftOf),
    objective: request.objective ?? 'difference',
    ...('clex' in generator && { inputsFrom: 'clex', clex: generator.clex }),
    ...('program' in generator && { inputsFrom: 'program', generator: programDraftOf(generator.program) }),
    ...(inputs && { inputsFrom: 'list', inputs }),
    format: request.format ?? '',
    validator: programDraftOf(request.validator),
    iterations: text(request.iterations),
    seed: request.seed ?? '',
    cpuTimeLimitMs: text(limits.cpuTimeLimitMs),
    memoryLimitMiB: limits.memoryLimitBytes === undefined ? '' : String(limits.memoryLimitBytes / MiB),
    stopAfterFailures: text(request.stopAfterFailures ?? 1),
    checker: request.checker ?? { type: 'lines' },
  };
}

/** The programs to be broken, one or several. */
export const candidatesOf = ({ candidate, candidates = [] }: StressRequest): Program[] => [
  ...(candidate ? [candidate] : []),
  ...candidates,
];

/** What of a stored submission has no place in a draft, in words. */
export function leftOut(request: StressRequest): string[] {
  const { limits = {} } = request;
  const missing: string[] = [];
  // The page sets a limit of wall time itself, beside one of processor time.
  const wall = limits.cpuTimeLimitMs === undefined ? limits.wallTimeLimitMs : undefined;
  if ([wall, limits.outputLimitBytes, limits.processLimit].some((limit) => limit !== undefined))
    missing.push('its limits of wall time, output or processes');
  return missing;
}

/** What the first version of the page kept, when there is something. */
export function olderDraft(): Draft | null {
  try {
    return parseDraft(localStorage.getItem(OLD_STORAGE_KEY));
  } catch {
    return null;
  }
}

/** Reads a draft of the first version; anything that is not one gives null. */
export function parseDraft(json: string | null): Draft | null {
  if (json === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const draft = completeDraft(value as Partial<Draft>);
  const { reference, candidate, clex } = draft;
  const { checker } = draft;
  const strings = [
    reference?.language,
    reference?.source,
    candidate?.language,
    candidate?.source,
    clex,
    checker?.type,
  ];
  return strings.every((entry) => typeof entry === 'string') ? draft : null;
}

/** What a draft is called in a list: what it is about, as far as its programs say. */
export function nameOfDraft({ reference, candidate }: Draft): string {
  return titleOfSource(candidate.source) || titleOfSource(reference.source) || 'Without a title';
}

/** The first line of a program that says something: a comment, else code. */
export function titleOfSource(source: string): string {
  const lines = source
    .split('\n')
    .slice(0, 20)
    .map((line) => line.trim());
  const comment = lines
    .map((line) => /^(?:#(?!include|define|!)|\/\/|--|;|%|\/\*)\s*(.+)$/.exec(line)?.[1])
    .find(Boolean);
  return (comment ?? lines.find((line) => line !== '') ?? '').replace(/\s*\*\/$/, '').slice(0, 80);
}

/** Settings that a request may leave out, and what they are then. */
export interface DefaultSettings {
  iterations: number;
  cpuTimeLimitMs: number | undefined;
  memoryLimitMiB: number | undefined;
}

/**
 * Whether a draft is what a submission was made from: programs, inputs and settings; a seed only when one is
 * typed.
 */
export function isSameWork(run: Draft, draft: Draft, defaults: DefaultSettings): boolean {
  const work = (of: Draft) =>
    JSON.stringify([
      programOf(of.reference),
      programOf(of.candidate),
      of.more.map(programOf),
      of.objective,
      of.inputsFrom,
      of.inputsFrom === 'clex' ? of.clex : of.inputsFrom === 'program' ? programOf(of.generator) : of.inputs,
      of.inputsFrom === 'clex' ? '' : of.format.trim(),
      of.validator.source.trim() === '' ? null : programOf(of.validator),
      of.iterations.trim() || String(defaults.iterations),
      of.cpuTimeLimitMs.trim() || String(defaults.cpuTimeLimitMs),
      of.memoryLimitMiB.trim() || String(defaults.memoryLimitMiB),
      of.stopAfterFailures.trim() || '1',
      of.checker,
      draft.seed.trim() === '' ? '' : of.seed.trim(),
    ]);
  return work(run) === work(draft);
}
