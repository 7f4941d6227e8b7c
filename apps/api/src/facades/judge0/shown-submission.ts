import type { Submission } from '@app/database';
import { asUtf8 } from '../common/utf8.js';
import { fromBase64, toBase64 } from './base64.js';
import { outcomeOf, type Judge0Outcome } from './from-result.js';
import { refused } from './judge0-error.js';
import { judge0Language } from './languages.js';
import { shownStatus } from './settings.js';
import { exactDecimal, type Judge0Request } from './submission.dto.js';
import { tokenOf } from './tokens.js';

export const NOT_UTF8_ONE =
  'some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true query parameter';
const NOT_UTF8_SOME =
  'some attributes for one or more submissions cannot be converted to UTF-8, use base64_encoded=true query parameter';

/** A text of an answer, which is not UTF-8 and was asked for as it is. */
class NotUtf8 extends Error {}

interface Source {
  row: Submission;
  asked: Judge0Request;
  outcome: Judge0Outcome;
  /** Its folder after the run, zipped. */
  filesystem: Buffer | null;
  text(bytes: Buffer | null): string | null;
}

/** Every field, in the order in which answers have them. */
const FIELDS = {
  source_code: ({ asked, text }: Source) => text(decoded(asked.source_code)),
  language_id: ({ asked }: Source) => asked.language_id,
  stdin: ({ asked, text }: Source) => text(decoded(asked.stdin)),
  expected_output: ({ asked, text }: Source) => text(decoded(asked.expected_output)),
  stdout: ({ outcome, text }: Source) => text(outcome.stdout),
  status_id: ({ outcome }: Source) => outcome.status,
  created_at: ({ row }: Source) => row.createdAt.toISOString(),
  finished_at: ({ row }: Source) => row.finishedAt?.toISOString() ?? null,
  time: ({ outcome }: Source) => outcome.time,
  memory: ({ outcome }: Source) => outcome.memory,
  stderr: ({ outcome, text }: Source) => text(outcome.stderr),
  token: ({ row }: Source) => tokenOf(row.id),
  number_of_runs: ({ asked }: Source) => asked.number_of_runs,
  cpu_time_limit: ({ asked }: Source) => exactDecimal(asked.cpu_time_limit),
  cpu_extra_time: ({ asked }: Source) => exactDecimal(asked.cpu_extra_time),
  wall_time_limit: ({ asked }: Source) => exactDecimal(asked.wall_time_limit),
  memory_limit: ({ asked }: Source) => asked.memory_limit,
  stack_limit: ({ asked }: Source) => asked.stack_limit,
  max_processes_and_or_threads: ({ asked }: Source) => asked.max_processes_and_or_threads,
  enable_per_process_and_thread_time_limit: ({ asked }: Source) =>
    asked.enable_per_process_and_thread_time_limit,
  enable_per_process_and_thread_memory_limit: ({ asked }: Source) =>
    asked.enable_per_process_and_thread_memory_limit,
  max_file_size: ({ asked }: Source) => asked.max_file_size,
  compile_output: ({ outcome, text }: Source) => text(outcome.compileOutput),
  exit_code: ({ outcome }: Source) => outcome.exitCode,
  exit_signal: () => null,
  message: ({ outcome, text }: Source) =>
    text(outcome.message === null ? null : Buffer.from(outcome.message)),
  wall_time: ({ outcome }: Source) => outcome.wallTime,
  compiler_options: ({ asked }: Source) => asked.compiler_options,
  command_line_arguments: ({ asked }: Source) => asked.command_line_arguments,
  redirect_stderr_to_stdout: ({ asked }: Source) => asked.redirect_stderr_to_stdout,
  callback_url: ({ asked }: Source) => asked.callback_url,
  additional_files: ({ asked }: Source) =>
    asked.additional_files === null ? null : toBase64(fromBase64(asked.additional_files)),
  enable_network: ({ asked }: Source) => asked.enable_network,
  /**
   * The hosted service's, only where it is asked for by name; the request that makes the submission has to,
   * too.
   */
  post_execution_filesystem: ({ filesystem }: Source) => (filesystem === null ? null : toBase64(filesystem)),
  status: ({ outcome }: Source) => shownStatus(outcome.status),
  language: ({ asked }: Source) => ({
    id: asked.language_id,
    name: judge0Language(asked.language_id)?.name ?? '',
  }),
};
export type FieldName = keyof typeof FIELDS;

const NAMES = Object.keys(FIELDS) as FieldName[];
export const DEFAULT_FIELDS: readonly FieldName[] = [
  'stdout',
  'time',
  'memory',
  'stderr',
  'token',
  'compile_output',
  'message',
  'status',
];

/** The fields that `fields=` names. @throws Judge0Error that names those there are not */
export function fieldsOf(given: unknown): readonly FieldName[] {
  const names = (typeof given === 'string' ? given : '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return DEFAULT_FIELDS;
  if (names.includes('*')) return NAMES.filter((name) => name !== 'post_execution_filesystem');
  const unknown = names.filter((name) => !(NAMES as string[]).includes(name));
  if (unknown.length > 0) throw refused(`invalid fields: [${unknown.join(', ')}]`);
  return NAMES.filter((name) => names.includes(name));
}

/** By the ids of rows: their folders after the run, zipped. */
export type Filesystems = ReadonlyMap<string, Buffer>;

/** A submission as it is answered. @throws NotUtf8 when a text that was asked for cannot be shown as it is */
export function shownSubmission(
  row: Submission,
  fields: readonly FieldName[],
  inBase64: boolean,
  filesystems: Filesystems = new Map(),
): Record<string, unknown> {
  const asked = row.facade as Judge0Request;
  const text = (bytes: Buffer | null) => {
    if (bytes === null) return null;
    if (inBase64) return toBase64(bytes);
    const shown = asUtf8(bytes);
    if (shown === null) throw new NotUtf8();
    return shown;
  };
  const source: Source = {
    row,
    asked,
    outcome: outcomeOf(row, asked),
    filesystem: filesystems.get(row.id) ?? null,
    text,
  };
  return Object.fromEntries(fields.map((name) => [name, FIELDS[name](source)]));
}

/** The same; null when a text that was asked for cannot be shown as it is. */
export function shownOne(
  row: Submission,
  fields: readonly FieldName[],
  inBase64: boolean,
  filesystems?: Filesystems,
): Record<string, unknown> | null {
  try {
    return shownSubmission(row, fields, inBase64, filesystems);
  } catch (error) {
    if (error instanceof NotUtf8) return null;
    throw error;
  }
}

/**
 * Several, null for each that is not there. @throws Judge0Error when a text of one cannot be shown as it is
 */
export function shownSome(
  rows: readonly (Submission | null)[],
  fields: readonly FieldName[],
  inBase64: boolean,
  filesystems?: Filesystems,
): (object | null)[] {
  return rows.map((row) => {
    if (row === null) return null;
    const shown = shownOne(row, fields, inBase64, filesystems);
    if (shown === null) throw refused(NOT_UTF8_SOME);
    return shown;
  });
}

function decoded(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
