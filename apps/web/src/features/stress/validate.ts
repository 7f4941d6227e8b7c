import type { FieldError, LanguageView, ServiceSettings, StressRequest } from '@app/contracts';
import { programOf, type Draft } from '../drafts/draft.js';
import { findLanguage } from '../languages/findLanguage.js';
import { limitsOf } from './limits.js';

/** Where on the page an error can stand; `form` is the place for everything that has no field. */
const SLOTS = [
  'reference',
  'candidate',
  'clex',
  'format',
  'validator',
  'iterations',
  'seed',
  'cpuTimeLimitMs',
  'memoryLimitMiB',
  'stopAfterFailures',
  'checker',
  'form',
] as const;
/** One of these places. */
export type Slot = (typeof SLOTS)[number];
/** What is wrong, by place. */
export type FieldErrors = Partial<Record<Slot, string>>;

/** A request, or what is wrong with the draft. */
export type Validated = { ok: true; request: StressRequest } | { ok: false; errors: FieldErrors };

const MiB = 1024 * 1024;
const MAX_SEED = 2n ** 64n - 1n;

/**
 * Turns the draft into a request, or says which field is wrong. The service checks again, and more.
 * @param languages that the service has; null: not known yet
 */
export function validateDraft(
  draft: Draft,
  config: ServiceSettings | null,
  languages: readonly LanguageView[] | null = null,
): Validated {
  const errors: FieldErrors = {};
  const memory = config?.limits.memoryLimitBytes;
  // Among three candidates the majority can be taken for right.
  const needed = draft.more.length < 2 ? (['reference', 'candidate'] as const) : (['candidate'] as const);
  for (const side of needed) {
    if (draft[side].source.trim() === '') errors[side] = 'The program is empty.';
    else if (draft[side].language === '') errors[side] = 'Choose a language.';
    else if (languages && !findLanguage(languages, draft[side].language))
      errors[side] = `${draft[side].language} is not available on this server: choose another language.`;
  }
  const inputsError = inputsProblem(draft);
  if (inputsError !== null) errors.clex = inputsError;
  if (draft.validator.source.trim() !== '' && draft.validator.language === '')
    errors.validator = 'Choose a language for the validator.';
  if (draft.checker.type === 'program' && draft.checker.program.source.trim() === '')
    errors.checker = 'The checker is empty.';
  if (draft.seed.trim() !== '' && !isSeed(draft.seed.trim()))
    errors.seed = 'A whole number from 0 to 2^64 - 1, or nothing for a random one.';
  const number = (slot: Slot & keyof Draft, minimum: number, maximum: number | null | undefined) => {
    const typed = String(draft[slot]).trim();
    if (typed === '') return undefined;
    const value = Number(typed);
    if (/^\d+$/.test(typed) && value >= minimum && value <= (maximum ?? Infinity)) return value;
    errors[slot] = `A whole number${maximum ? ` from ${minimum} to ${maximum}` : ` of at least ${minimum}`}.`;
    return undefined;
  };
  const cpu = config?.limits.cpuTimeLimitMs;
  const iterations =
    draft.inputsFrom === 'list'
      ? draft.inputs.length
      : number('iterations', 1, config?.requestLimits.maxIterations);
  const stopAfterFailures = number('stopAfterFailures', 1, config?.requestLimits.maxStopAfterFailures);
  const cpuTimeLimitMs = number('cpuTimeLimitMs', cpu?.minimum ?? 1, cpu?.maximum);
  const memoryLimitMiB = number(
    'memoryLimitMiB',
    memory ? Math.ceil(memory.minimum / MiB) : 1,
    memory && Math.floor(memory.maximum / MiB),
  );
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const limits = limitsOf(cpuTimeLimitMs, memoryLimitMiB, config);
  const seed = draft.seed.trim();
  return {
    ok: true,
    request: {
      kind: 'stress',
      ...(draft.reference.source.trim() !== '' && { reference: programOf(draft.reference) }),
      ...(draft.more.length === 0
        ? { candidate: programOf(draft.candidate) }
        : { candidates: [draft.candidate, ...draft.more].map(programOf) }),
      ...(draft.objective === 'time' && { objective: 'time' as const }),
      generator: generatorOf(draft),
      ...(draft.inputsFrom !== 'clex' && draft.format.trim() !== '' && { format: draft.format }),
      ...(draft.validator.source.trim() !== '' && { validator: programOf(draft.validator) }),
      checker: draft.checker,
      ...(iterations === undefined ? {} : { iterations }),
      ...(stopAfterFailures === undefined ? {} : { stopAfterFailures }),
      ...(seed === '' ? {} : { seed }),
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
    },
  };
}

/** What is missing of the inputs, in words; null: nothing. */
function inputsProblem({ inputsFrom, clex, generator, inputs }: Draft): string | null {
  switch (inputsFrom) {
    case 'clex':
      return clex.trim() === '' ? 'Describe the inputs: without a clex there is nothing to run on.' : null;
    case 'program':
      if (generator.source.trim() === '') return 'The generator is empty.';
      return generator.language === '' ? 'Choose a language for the generator.' : null;
    case 'list':
      return inputs.length === 0 ? 'Add an input: there is nothing to run on.' : null;
  }
}

function generatorOf({ inputsFrom, clex, generator, inputs }: Draft): StressRequest['generator'] {
  switch (inputsFrom) {
    case 'clex':
      return { clex };
    case 'program':
      return { program: programOf(generator) };
    case 'list':
      return { inputs } as unknown as StressRequest['generator'];
  }
}

function isSeed(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) <= MAX_SEED;
}

/** Which place on the page shows an error about a field of the request, e.g. `limits.memoryLimitBytes`. */
export function slotOfField(field: string): Slot {
  if (/^(reference|candidates?)\b/.test(field)) return field.startsWith('ref') ? 'reference' : 'candidate';
  if (/^generator\b/.test(field)) return 'clex';
  if (/cpuTimeLimitMs|wallTimeLimitMs/.test(field)) return 'cpuTimeLimitMs';
  if (/memoryLimitBytes/.test(field)) return 'memoryLimitMiB';
  const name = field.split(/[.[]/)[0];
  return SLOTS.find((slot) => slot === name) ?? 'form';
}

/** The service's field errors by place; several at one place are joined. */
export function slotErrors(errors: readonly FieldError[]): FieldErrors {
  const bySlot: FieldErrors = {};
  for (const { field, message } of errors) {
    const slot = slotOfField(field);
    const text = slot === 'form' && field !== '' ? `${field}: ${message}` : message;
    bySlot[slot] = bySlot[slot] === undefined ? text : `${bySlot[slot]} ${text}`;
  }
  return bySlot;
}
