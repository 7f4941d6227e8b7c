import type { Execution, RunResult } from '@app/contracts';
import type { Submission } from '@app/database';
import { endedByItself, shellLineOf } from '../common/signals.js';

export interface JobeResult {
  run_id: string;
  outcome: number;
  cmpinfo: string;
  stdout: string;
  stderr: string;
}

const COMPILE_ERROR = 11;
const RUNTIME_ERROR = 12;
const TIME_LIMIT = 13;
const SUCCESS = 15;
const INTERNAL_ERROR = 20;
const OVERLOAD = 21;
/** Python is not compiled here, so such an error comes when it is started. */
const SYNTAX_ERROR = /^(?!Traceback)[^]*\b(SyntaxError|IndentationError|TabError):/;

/** The answer when no slot was free in time. */
export function overload(): JobeResult {
  return result('', OVERLOAD);
}

/** The answer where a compiler does not take its arguments. */
export function compileError(id: string, text: string): JobeResult {
  return result(id, COMPILE_ERROR, { cmpinfo: text });
}

/** A finished run in the form of Jobe. */
export function resultOf(row: Pick<Submission, 'id' | 'verdict' | 'result'>, languageId: string): JobeResult {
  const { compilation, execution, error } = row.result as RunResult & { error?: string };
  // Anything that the compiler says is an error; nothing is run then.
  const said = compilation?.output ?? '';
  if (row.verdict === 'compile_error' || said !== '')
    return compileError(row.id, said === '' ? 'does not compile' : said);
  if (execution === null || row.verdict === 'internal_error')
    return result(row.id, INTERNAL_ERROR, { stderr: error ?? 'the program could not be run' });
  const stdout = shown(execution.stdout, execution.stdoutBase64);
  const stderr = shown(execution.stderr, execution.stderrBase64);
  const syntax = syntaxError(languageId, execution, stdout, stderr);
  if (syntax !== null) return compileError(row.id, syntax);
  return result(row.id, ...ended(execution, stdout, stderr));
}

/**
 * What a check before the run would have said, where Jobe has one; null: it would have let the program run.
 */
function syntaxError(
  languageId: string,
  { exitCode }: Execution,
  stdout: string,
  stderr: string,
): string | null {
  if (languageId.startsWith('python'))
    return exitCode === 1 && stdout === '' && SYNTAX_ERROR.test(stderr) ? stderr : null;
  if (languageId === 'php' && exitCode === 255)
    return [stderr, stdout].find((text) => /^\s*(PHP )?Parse error:/.test(text)) ?? null;
  return null;
}

function ended(
  execution: Execution,
  stdout: string,
  stderr: string,
): [number, { stdout: string; stderr: string }] {
  const { verdict, signal } = execution;
  if (verdict === 'memory_limit_exceeded')
    return [RUNTIME_ERROR, { stdout, stderr: stderr + shellLineOf('SIGKILL', './prog') }];
  // Output without end is cut there, and the program runs into its time limit.
  if (verdict === 'time_limit_exceeded' || (verdict === 'output_limit_exceeded' && !endedByItself(execution)))
    return [TIME_LIMIT, { stdout, stderr: '' }];
  if (signal === 'SIGSEGV') return [RUNTIME_ERROR, { stdout, stderr: '' }];
  if (signal !== null) return [RUNTIME_ERROR, { stdout, stderr: stderr + shellLineOf(signal, './prog') }];
  return [stderr === '' ? SUCCESS : RUNTIME_ERROR, { stdout, stderr }];
}

/** Text as it is; of bytes that are none, each that cannot be seen as `\xNN`. */
function shown(text: string, base64: string | undefined): string {
  if (base64 === undefined) return text;
  return [...Buffer.from(base64, 'base64')]
    .map((byte) =>
      (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte > 126
        ? `\\x${byte.toString(16).padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
}

function result(
  id: string,
  outcome: number,
  texts: Partial<Pick<JobeResult, 'cmpinfo' | 'stdout' | 'stderr'>> = {},
): JobeResult {
  return { run_id: id, outcome, cmpinfo: '', stdout: '', stderr: '', ...texts };
}
