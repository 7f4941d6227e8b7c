/**
 * What programs do, and what is said of it: the same table in each language, with every limit from both
 * sides.
 */
import type { Limits } from '@app/contracts';
import type { RunOutcome } from '../../apps/worker/src/runner/runner.js';
import { PROGRAMS, type Behaviour } from './programs.js';

const MiB = 1024 * 1024;

/** A program that does this under these limits ends like that. */
export interface Row {
  does: Behaviour;
  /** What its argument is, where it matters. */
  n?: number;
  stdin?: string;
  limits?: Partial<Limits>;
  ends: { kind: RunOutcome['kind']; exitCode?: number; signal?: string; stdout?: string; denied?: boolean };
  /** Only in these languages: others take care of it themselves. */
  only?: readonly string[];
}
const ok = (stdout = ''): Row['ends'] => ({ kind: 'ok', stdout });
const died = (signal: string): Row['ends'] => ({ kind: 'runtime_error', signal });
const PLAIN = ['c', 'python', 'perl'];

const ROWS: readonly Row[] = [
  { does: 'exit', n: 0, ends: ok() },
  { does: 'exit', n: 1, ends: { kind: 'runtime_error', exitCode: 1 } },
  { does: 'exit', n: 42, ends: { kind: 'runtime_error', exitCode: 42 } },
  { does: 'exit', n: 255, ends: { kind: 'runtime_error', exitCode: 255 } },
  { does: 'signal', n: 9, ends: died('SIGKILL') },
  { does: 'signal', n: 15, ends: died('SIGTERM') },
  { does: 'signal', n: 11, ends: died('SIGSEGV'), only: PLAIN },
  { does: 'signal', n: 6, ends: died('SIGABRT'), only: PLAIN },
  { does: 'signal', n: 8, ends: died('SIGFPE'), only: ['c', 'python'] },
  { does: 'partial', ends: { kind: 'runtime_error', stdout: 'before' } },
  { does: 'bare', ends: ok('a') },
  { does: 'crlf', ends: ok('a\r\n') },
  { does: 'binary', ends: ok('\0\xff\x80') },
  { does: 'long', ends: ok('x'.repeat(1_000_000)) },
  { does: 'count', stdin: 'abcd\n', ends: ok('5') },
  { does: 'ignore', stdin: 'x'.repeat(MiB), ends: ok() },
  { does: 'name', ends: ok() },
  { does: 'beside', ends: ok('kept') },
  { does: 'spin', limits: { cpuTimeLimitMs: 300 }, ends: { kind: 'cpu_time_limit' } },
  { does: 'nap', limits: { wallTimeLimitMs: 1_500 }, ends: { kind: 'wall_time_limit' } },
  { does: 'flood', n: 1_000, limits: { outputLimitBytes: 1_000 }, ends: ok('x'.repeat(1_000)) },
  { does: 'flood', n: 1_001, limits: { outputLimitBytes: 1_000 }, ends: { kind: 'output_limit' } },
  { does: 'file', n: 1_000, limits: { fileSizeLimitBytes: 1_000 }, ends: ok() },
  { does: 'file', n: 1_001, limits: { fileSizeLimitBytes: 1_000 }, ends: { kind: 'file_size_limit' } },
  { does: 'file', n: 5_000, limits: { outputLimitBytes: 100 }, ends: ok() },
  { does: 'eat', n: 24, limits: { memoryLimitBytes: 128 * MiB }, ends: ok() },
  { does: 'eat', n: 3_000, limits: { memoryLimitBytes: 128 * MiB }, ends: { kind: 'memory_limit' } },
  { does: 'fork', limits: { allowProcesses: true }, ends: ok('child') },
  {
    does: 'fork',
    limits: { allowProcesses: false },
    ends: { kind: 'runtime_error', denied: true },
    only: ['c', 'python', 'javascript', 'java', 'perl', 'ruby', 'go'],
  },
  { does: 'threads', n: 7, limits: { processLimit: 8 }, ends: ok('joined'), only: ['c', 'python'] },
  {
    does: 'threads',
    n: 8,
    limits: { processLimit: 8 },
    ends: { kind: 'runtime_error', exitCode: 1, stdout: 'refused', denied: true },
    only: ['c', 'python'],
  },
  { does: 'threads', n: 20, ends: ok('joined') },
  { does: 'leave', limits: { allowProcesses: true, wallTimeLimitMs: 20_000 }, ends: ok() },
  { does: 'deep', ends: ok('100000') },
  { does: 'after', ends: ok() },
  { does: 'closed', stdin: 'x\n', ends: ok('said') },
  { does: 'locale', ends: ok('C.UTF-8') },
  { does: 'upper', stdin: 'h\u00e4\n', ends: ok(Buffer.from('H\u00c4').toString('latin1')) },
];

/** The rows that a language's program can do. */
export const tableOf = (language: string): Row[] =>
  ROWS.filter(
    ({ does, only }) => PROGRAMS[language]!.can.includes(does) && (only?.includes(language) ?? true),
  );
/** What a row does, in words. */
export const titleOf = ({ does, n, limits }: Row): string =>
  [does, n ?? '', limits ? JSON.stringify(limits) : ''].join(' ').trim();

/** What came of a program: the stdout is read as latin1, a character for each byte. */
export interface Ended {
  kind: RunOutcome['kind'];
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  denied: boolean;
}

/** Of what came of a program, that which the row says something of. */
export const saidOf = (ended: Ended, { ends }: Row): Row['ends'] =>
  Object.fromEntries(
    (Object.keys(ends) as (keyof Ended)[]).map((name) => [name, ended[name]]),
  ) as unknown as Row['ends'];

/** What a row's program is started with. */
export const argsOf = ({ does, n }: Row): string[] => [does, ...(n === undefined ? [] : [String(n)])];

/** What the row says of a program in this language. */
export const endsOf = ({ does, ends }: Row, language: string): Row['ends'] =>
  does === 'name' ? { ...ends, stdout: PROGRAMS[language]!.name } : ends;
