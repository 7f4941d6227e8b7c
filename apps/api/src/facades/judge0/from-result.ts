import type { Execution, RunResult, Verdict } from '@app/contracts';
import type { Submission } from '@app/database';
import { endedByItself, shellCodeOf, shellLineOf } from '../common/signals.js';
import { judge0Language, runCommandOf } from './languages.js';
import { COMPILE_TIME_IS_OVER, type StatusId } from './settings.js';
import { decimal, exactDecimal, type Judge0Request } from './submission.dto.js';

/** What came out, as Judge0 has it; texts as bytes, null where there is none. */
export interface Judge0Outcome {
  status: StatusId;
  stdout: Buffer | null;
  stderr: Buffer | null;
  compileOutput: Buffer | null;
  message: string | null;
  exitCode: number | null;
  /** Seconds, as texts. */
  time: string | null;
  wallTime: string | null;
  /** Kilobytes. */
  memory: number | null;
}

const NOTHING: Omit<Judge0Outcome, 'status'> = {
  stdout: null,
  stderr: null,
  compileOutput: null,
  message: null,
  exitCode: null,
  time: null,
  wallTime: null,
  memory: null,
};

/** Reads a submission as Judge0 would tell of it. @throws Error for a verdict that a run never has */
export function outcomeOf(
  row: Pick<Submission, 'status' | 'verdict' | 'result'>,
  asked: Judge0Request,
): Judge0Outcome {
  switch (row.status) {
    case 'queued':
      return { ...NOTHING, status: 1 };
    case 'running':
      return { ...NOTHING, status: 2 };
    case 'cancelled':
      return { ...NOTHING, status: 13, message: 'cancelled' };
    case 'finished':
      return finished(row.verdict!, row.result as RunResult & { error?: string }, asked);
    default:
      throw new Error(`unmapped status ${JSON.stringify(row.status satisfies never)}`);
  }
}

function finished(
  verdict: Verdict,
  result: RunResult & { error?: string },
  asked: Judge0Request,
): Judge0Outcome {
  if (asked.refused !== undefined) return { ...NOTHING, status: 6, compileOutput: textOrNull(asked.refused) };
  const { compilation, execution } = result;
  if (verdict === 'compile_error') {
    const tooLong = compilation?.limit === 'cpu' || compilation?.limit === 'wall';
    const text = tooLong ? COMPILE_TIME_IS_OVER : (compilation?.output ?? '');
    return { ...NOTHING, status: 6, compileOutput: textOrNull(text) };
  }
  if (verdict === 'internal_error' || execution === null)
    return { ...NOTHING, status: 13, message: result.error ?? 'the program could not be run' };
  const outcome = ended(execution, asked);
  const output = textOrNull(compilation?.output ?? '');
  return output === null ? outcome : { ...outcome, compileOutput: output };
}

function ended(whole: Execution, asked: Judge0Request): Judge0Outcome {
  const written = asked.redirect_stderr_to_stdout
    ? bytesOf(whole.output ?? whole.stdout + whole.stderr, whole.outputBase64)
    : bytesOf(whole.stdout, whole.stdoutBase64);
  const compiled = compileStepOf(written, asked);
  if (compiled.hasFailed) return { ...NOTHING, status: 6, compileOutput: compiled.said };
  if (!compiled.isDone && whole.verdict === 'time_limit_exceeded')
    return { ...NOTHING, status: 6, compileOutput: textOrNull(COMPILE_TIME_IS_OVER) };
  const { rest: stdout } = compiled;
  const execution = withoutCompiling(whole, compiled);
  const stderr = asked.redirect_stderr_to_stdout
    ? Buffer.alloc(0)
    : bytesOf(execution.stderr, execution.stderrBase64);
  const common = {
    ...NOTHING,
    stdout: bytesOrNull(stdout),
    stderr: bytesOrNull(stderr),
    compileOutput: compiled.said,
    ...usageOf(execution),
  };
  const limit = timeLimitOf(execution, asked);
  if (limit !== null) return { ...common, status: 5, exitCode: 0, message: limit };
  const signal = signalOf(execution);
  if (signal !== null) {
    const code = shellCodeOf(signal);
    const line = Buffer.from(shellLineOf(signal, runCommandOf(judge0Language(asked.language_id)!)));
    const withLine = asked.redirect_stderr_to_stdout
      ? { stdout: Buffer.concat([stdout, line]) }
      : { stderr: Buffer.concat([stderr, line]) };
    return { ...common, ...withLine, status: 11, exitCode: code, message: exitedWith(code) };
  }
  const code = execution.exitCode ?? 0;
  if (code !== 0) return { ...common, status: 11, exitCode: code, message: exitedWith(code) };
  return { ...common, status: isExpected(common.stdout, asked) ? 3 : 4, exitCode: 0 };
}

/** Seconds and kilobytes; of several runs the means, which are not rounded. */
function usageOf({ means, ...execution }: Execution): Pick<Judge0Outcome, 'time' | 'wallTime' | 'memory'> {
  const { cpuTimeMs, wallTimeMs, memoryBytes } = means ?? execution;
  const seconds = (ms: number) => (means ? exactDecimal(ms / 1000) : decimal(ms / 1000));
  return { time: seconds(cpuTimeMs), wallTime: seconds(wallTimeMs), memory: Math.floor(memoryBytes / 1024) };
}

/** What the output of a multi-file program tells of its `compile`; of every other program nothing. */
interface CompileStep {
  hasFailed: boolean;
  /** False where it has not come to its end. */
  isDone: boolean;
  said: Buffer | null;
  cpuTimeMs: number;
  wallTimeMs: number;
  /** What `run` wrote. */
  rest: Buffer;
}

function compileStepOf(written: Buffer, { marker }: Judge0Request): CompileStep {
  const none = { hasFailed: false, said: null, cpuTimeMs: 0, wallTimeMs: 0, rest: written };
  if (marker === undefined) return { ...none, isDone: true };
  const head = written.indexOf('\n') + 1;
  const [first, length, wallMs, ...cpuTimes] = written.subarray(0, head).toString().trim().split(' ');
  if (first !== marker) return { ...none, isDone: false };
  if (length === undefined)
    return { ...none, hasFailed: true, isDone: true, said: bytesOrNull(written.subarray(head)) };
  const end = head + Number(length);
  return {
    ...none,
    isDone: true,
    said: bytesOrNull(written.subarray(head, end)),
    cpuTimeMs: cpuTimes.reduce((sum, time) => sum + millisecondsOf(time), 0),
    wallTimeMs: Number(wallMs) || 0,
    rest: written.subarray(end),
  };
}

/** A time as `times` of the shell writes it: `0m1.250s`. */
function millisecondsOf(time: string): number {
  const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s$/.exec(time.replace(',', '.')) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** What the run itself took: the box measures both steps of a multi-file program together. */
function withoutCompiling(execution: Execution, { cpuTimeMs, wallTimeMs }: CompileStep): Execution {
  const less = <T extends Pick<Execution, 'cpuTimeMs' | 'wallTimeMs'>>(measured: T): T => ({
    ...measured,
    cpuTimeMs: Math.max(0, measured.cpuTimeMs - cpuTimeMs),
    wallTimeMs: Math.max(0, measured.wallTimeMs - wallTimeMs),
  });
  return { ...less(execution), ...(execution.means && { means: less(execution.means) }) };
}

/** Words for a time that was over; null: none was. It may have ended by itself within the extra time. */
function timeLimitOf(execution: Execution, asked: Judge0Request): string | null {
  const { verdict, limit, cpuTimeMs } = execution;
  const isOver = cpuTimeMs > asked.cpu_time_limit * 1000;
  const isTooLong =
    (verdict === 'time_limit_exceeded' && limit === 'wall') ||
    (isEndedBy('SIGKILL', execution, asked) && execution.wallTimeMs >= asked.wall_time_limit * 1000);
  if (isTooLong && !isOver) return 'Time limit exceeded (wall clock)';
  return isOver || isEndedBy('SIGXCPU', execution, asked) || verdict === 'time_limit_exceeded'
    ? 'Time limit exceeded'
    : null;
}

/** Whether a limit that the script of a multi-file program has set for its `run` ended that. */
function isEndedBy(name: string, { signal, exitCode }: Execution, { marker }: Judge0Request): boolean {
  return marker !== undefined && (signal === name || exitCode === shellCodeOf(name));
}

/** The signal that ended the program; limits of memory and output end it as these signals do. */
function signalOf(execution: Execution): string | null {
  const { verdict, signal } = execution;
  if (verdict === 'memory_limit_exceeded') return 'SIGKILL';
  if (endedByItself(execution)) return signal;
  if (verdict === 'output_limit_exceeded') return 'SIGXFSZ';
  return signal;
}

function exitedWith(code: number): string {
  return `Exited with error status ${code}`;
}

/**
 * Judge0's comparison: white space at the ends of lines and empty lines at the end do not count; no output is
 * not "".
 */
function isExpected(stdout: Buffer | null, { expected_output: base64 }: Judge0Request): boolean {
  if (base64 === null) return true;
  if (stdout === null) return false;
  return trimmed(stdout) === trimmed(Buffer.from(base64, 'base64'));
}

/** One character per byte, so that nothing is lost. */
function trimmed(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .split('\n')
    .map((line) => line.replace(/[ \t\r\v\f\0]+$/, ''))
    .join('\n')
    .replace(/\n+$/, '');
}

function bytesOf(text: string, base64: string | undefined): Buffer {
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
}

function textOrNull(text: string): Buffer | null {
  return bytesOrNull(Buffer.from(text));
}

function bytesOrNull(bytes: Buffer): Buffer | null {
  return bytes.length === 0 ? null : bytes;
}
