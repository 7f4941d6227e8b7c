import type { LanguageView } from '@app/contracts';
import { callbackUrlProblem, privateAddressProblem } from '../../platform/outgoing/callback-url.js';
import { fromBase64 } from './base64.js';
import { judge0Language, oursOf } from './languages.js';
import { SETTINGS } from './settings.js';

/** What was asked, as it is answered again; texts as the base64 of their bytes. Kept with the submission. */
export interface Judge0Request {
  facade: 'judge0';
  language_id: number;
  source_code: string | null;
  stdin: string | null;
  expected_output: string | null;
  cpu_time_limit: number;
  cpu_extra_time: number;
  wall_time_limit: number;
  memory_limit: number;
  stack_limit: number;
  max_processes_and_or_threads: number;
  max_file_size: number;
  number_of_runs: number;
  enable_per_process_and_thread_time_limit: boolean;
  enable_per_process_and_thread_memory_limit: boolean;
  redirect_stderr_to_stdout: boolean;
  enable_network: boolean;
  compiler_options: string | null;
  command_line_arguments: string | null;
  callback_url: string | null;
  additional_files: string | null;
  /**
   * Options that our compilers do not take: the submission ends as one that does not compile, for this
   * reason.
   */
  refused?: string;
  /** Of a multi-file program: what its output begins with when its `compile` failed. */
  marker?: string;
}

export type FieldTexts = Record<string, string[]>;
type Fields = Readonly<Record<string, unknown>>;

interface NumberRule {
  readonly name: NumberName;
  readonly isInteger: boolean;
  readonly minimum: number;
  /** `minimum` itself is too little. */
  readonly isAbove?: true;
  readonly maximum: number;
}
type NumberName = {
  [K in keyof Judge0Request]-?: Judge0Request[K] extends number ? K : never;
}[Exclude<keyof Judge0Request, 'language_id'>] &
  keyof typeof SETTINGS;

const NUMBERS: readonly NumberRule[] = [
  { name: 'cpu_time_limit', isInteger: false, minimum: 0, maximum: SETTINGS.max_cpu_time_limit },
  { name: 'cpu_extra_time', isInteger: false, minimum: 0, maximum: SETTINGS.max_cpu_extra_time },
  { name: 'wall_time_limit', isInteger: false, minimum: 1, maximum: SETTINGS.max_wall_time_limit },
  { name: 'memory_limit', isInteger: true, minimum: 2048, maximum: SETTINGS.max_memory_limit },
  { name: 'stack_limit', isInteger: true, minimum: 0, maximum: SETTINGS.max_stack_limit },
  {
    name: 'max_processes_and_or_threads',
    isInteger: true,
    minimum: 0,
    isAbove: true,
    maximum: SETTINGS.max_max_processes_and_or_threads,
  },
  { name: 'max_file_size', isInteger: true, minimum: 0, maximum: SETTINGS.max_max_file_size },
  {
    name: 'number_of_runs',
    isInteger: true,
    minimum: 0,
    isAbove: true,
    maximum: SETTINGS.max_number_of_runs,
  },
];
const MAX_OPTIONS_LENGTH = 512;
const BLANK = "can't be blank";
const MULTI_FILE = 89;

/**
 * Reads the fields of a submission. @param inBase64 whether its texts come as base64
 * @param callsPrivate whether addresses of private networks may be called back
 * @returns what was asked, or what is wrong, by field
 */
export function readSubmission(
  fields: Fields,
  { inBase64, callsPrivate }: { inBase64: boolean; callsPrivate: boolean },
  here: readonly LanguageView[],
): { kind: 'asked'; asked: Judge0Request } | { kind: 'wrong'; texts: FieldTexts } {
  const reader = new Reader(fields, inBase64, callsPrivate);
  const numbers = Object.fromEntries(NUMBERS.map((rule) => [rule.name, reader.number(rule)])) as Record<
    NumberName,
    number
  >;
  const languageId = reader.languageId(here);
  const asked: Judge0Request = {
    facade: 'judge0',
    language_id: languageId ?? 0,
    source_code: reader.bytes('source_code'),
    stdin: reader.bytes('stdin'),
    expected_output: reader.bytes('expected_output'),
    ...numbers,
    enable_per_process_and_thread_time_limit: reader.boolean('enable_per_process_and_thread_time_limit'),
    enable_per_process_and_thread_memory_limit: reader.boolean('enable_per_process_and_thread_memory_limit'),
    redirect_stderr_to_stdout: reader.boolean('redirect_stderr_to_stdout'),
    enable_network: reader.boolean('enable_network'),
    compiler_options: reader.options('compiler_options'),
    command_line_arguments: reader.options('command_line_arguments'),
    callback_url: reader.text('callback_url'),
    additional_files: reader.text('additional_files'),
  };
  reader.checkTogether(asked, languageId);
  return reader.isWrong ? { kind: 'wrong', texts: reader.texts } : { kind: 'asked', asked };
}

class Reader {
  readonly texts: FieldTexts = {};

  constructor(
    private readonly fields: Fields,
    private readonly inBase64: boolean,
    private readonly callsPrivate: boolean,
  ) {}

  get isWrong(): boolean {
    return Object.keys(this.texts).length > 0;
  }

  /** A text; what is no text is taken for the one it would be written as. */
  text(name: string): string | null {
    const value = Object.hasOwn(this.fields, name) ? this.fields[name] : null;
    if (value === null || value === undefined) return null;
    return typeof value === 'string'
      ? value
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value as number);
  }

  /** The base64 of a text's bytes. */
  bytes(name: string): string | null {
    const text = this.text(name);
    if (text === null) return null;
    return (this.inBase64 ? fromBase64(text) : Buffer.from(text)).toString('base64');
  }

  boolean(name: 'enable_network' | 'redirect_stderr_to_stdout' | keyof typeof SETTINGS): boolean {
    const text = this.text(name);
    if (text === null || text === '') return SETTINGS[name as keyof typeof SETTINGS] === true;
    return !/^(0|f|false|off)$/i.test(text);
  }

  options(name: string): string | null {
    const text = this.text(name);
    if (text !== null && [...text].length > MAX_OPTIONS_LENGTH)
      this.say(name, `is too long (maximum is ${MAX_OPTIONS_LENGTH} characters)`);
    return text;
  }

  number({ name, isInteger, minimum, isAbove, maximum }: NumberRule): number {
    const standard = SETTINGS[name];
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return standard;
    const value = Number(text);
    const shown = (limit: number) => (isInteger ? String(limit) : decimal(limit));
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) {
      this.say(name, 'is not a number');
      return standard;
    }
    if (isAbove && value <= minimum) this.say(name, `must be greater than ${minimum}`);
    else if (value < minimum) this.say(name, `must be greater than or equal to ${minimum}`);
    if (value > maximum) this.say(name, `must be less than or equal to ${shown(maximum)}`);
    return isInteger ? Math.trunc(value) : value;
  }

  languageId(here: readonly LanguageView[]): number | null {
    const text = this.text('language_id')?.trim() ?? '';
    if (text === '') this.say('language_id', BLANK);
    const id = text === '' ? null : Math.trunc(Number(/^[+-]?\d+/.exec(text)?.[0] ?? 0));
    const language = id === null ? undefined : judge0Language(id);
    if (!language) this.say('language_id', `language with id ${id ?? ''} doesn't exist`);
    else if (oursOf(language, here) === null)
      this.say('language_id', `language with id ${id} is archived and cannot be used anymore`);
    return language ? id : null;
  }

  checkTogether(asked: Judge0Request, languageId: number | null): void {
    const isBlank =
      asked.source_code === null || /^\s*$/.test(Buffer.from(asked.source_code, 'base64').toString());
    if (languageId === MULTI_FILE) {
      if (!isBlank) this.say('source_code', 'must be blank');
      if ((asked.additional_files ?? '').trim() === '') this.say('additional_files', BLANK);
    } else if (isBlank) this.say('source_code', BLANK);
    const language = languageId === null ? undefined : judge0Language(languageId);
    if (language && !language.isCompiled && (asked.compiler_options ?? '').trim() !== '')
      this.say('compiler_options', 'setting compiler options is only allowed for compiled languages');
    if (asked.enable_network) this.say('enable_network', 'enabling network is not allowed');
    const problem = asked.callback_url ? this.callbackProblem(asked.callback_url) : null;
    if (problem !== null) this.say('callback_url', problem);
  }

  private callbackProblem(url: string): string | null {
    return callbackUrlProblem(url) ?? (this.callsPrivate ? null : privateAddressProblem(url));
  }

  private say(field: string, text: string): void {
    (this.texts[field] ??= []).push(text);
  }
}

/** A measured number of seconds as Judge0 writes it, to the millisecond: `5.0`, `0.045`. */
export function decimal(value: number): string {
  return exactDecimal(Number(value.toFixed(3)));
}

/** The same with all its digits. */
export function exactDecimal(value: number): string {
  const text = /e/.test(String(value)) ? value.toFixed(12).replace(/0+$/, '0') : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
