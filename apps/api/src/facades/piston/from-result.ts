import type { Compilation, Execution, RunResult } from '@app/contracts';
import type { Submission } from '@app/database';
import { endedByItself, shellCodeOf, shellLineOf } from '../common/signals.js';
import { PistonError } from './piston-error.js';
import type { Runtime } from './runtimes.js';

/** One stage, in the form of Piston. */
export interface Stage {
  stdout: string;
  stderr: string;
  output: string;
  code: number | null;
  signal: string | null;
  message: string | null;
  status: 'RE' | 'SG' | 'TO' | 'OL' | 'EL' | 'XX' | null;
  cpu_time: number | null;
  wall_time: number | null;
  memory: number | null;
}
export interface Answer {
  compile?: Stage;
  run: Stage;
  language: string;
  version: string;
}

/** The answer to a finished run. @throws PistonError(500) when it was not done */
export function answerOf(row: Pick<Submission, 'status' | 'verdict' | 'result'>, runtime: Runtime): Answer {
  const { language, version } = runtime;
  const result = row.result as (RunResult & { error?: string }) | null;
  if (row.status !== 'finished' || result === null)
    throw new PistonError(500, 'the job was not done in time');
  const { compilation, execution } = result;
  if (row.verdict === 'compile_error') {
    const failed = compileStage(compilation, true);
    // Where there is no such stage in Piston, what the compiler says is what the program wrote.
    return runtime.isCompiled
      ? { compile: failed, run: { ...failed }, language, version }
      : { run: { ...failed, code: failed.code ?? 1 }, language, version };
  }
  const compile = runtime.isCompiled ? { compile: compileStage(compilation, false) } : {};
  if (execution === null || row.verdict === 'internal_error')
    return {
      ...compile,
      run: failedStage(result.error ?? 'the program could not be run'),
      language,
      version,
    };
  return { ...compile, run: runStage(execution, runtime), language, version };
}

function compileStage(compilation: Compilation, hasFailed: boolean): Stage {
  const text = compilation?.output ?? '';
  const code = hasFailed ? (compilation?.exitCode ?? 1) : 0;
  const limit = hasFailed ? (compilation?.limit ?? null) : null;
  const isOver = limit === 'cpu' || limit === 'wall';
  return {
    stdout: '',
    stderr: text,
    output: text,
    code: isOver ? null : code,
    signal: isOver ? 'SIGKILL' : null,
    message: isOver ? timeWords(limit) : hasFailed ? `Exited with error status ${code}` : null,
    status: isOver ? 'TO' : hasFailed ? 'RE' : null,
    cpu_time: compilation ? Math.round(compilation.cpuTimeMs ?? 0) : null,
    wall_time: compilation ? Math.round(compilation.wallTimeMs) : null,
    memory: compilation ? Math.floor((compilation.memoryBytes ?? 0) / 1024) * 1000 : null,
  };
}

function failedStage(message: string): Stage {
  return {
    stdout: '',
    stderr: '',
    output: '',
    code: null,
    signal: null,
    message,
    status: 'XX',
    cpu_time: null,
    wall_time: null,
    memory: null,
  };
}

function runStage(execution: Execution, runtime: Runtime): Stage {
  const { stdout, stderr, output = stdout + stderr } = execution;
  const measured = {
    cpu_time: Math.round(execution.cpuTimeMs),
    wall_time: Math.round(execution.wallTimeMs),
    memory: Math.floor(execution.memoryBytes / 1024) * 1000,
  };
  const stage = (end: Pick<Stage, 'code' | 'signal' | 'message' | 'status'>, line = ''): Stage => ({
    stdout,
    stderr: stderr + line,
    output: output + line,
    ...end,
    ...measured,
  });
  const killed = (status: 'TO' | 'OL' | 'EL', message: string) =>
    stage({ code: null, signal: 'SIGKILL', message, status });
  const ended = (code: number, line = '') =>
    stage(
      {
        code,
        signal: null,
        message: code === 0 ? null : `Exited with error status ${code}`,
        status: code === 0 ? null : 'RE',
      },
      line,
    );
  switch (endedByItself(execution) ? 'runtime_error' : execution.verdict) {
    case 'time_limit_exceeded':
      return killed('TO', timeWords(execution.limit === 'wall' ? 'wall' : 'cpu'));
    case 'memory_limit_exceeded':
      return ended(shellCodeOf('SIGKILL'));
    case 'output_limit_exceeded':
      return execution.stderrBytes > execution.stdoutBytes
        ? killed('EL', 'stderr length exceeded')
        : killed('OL', 'stdout length exceeded');
    default: {
      const { signal, exitCode } = execution;
      if (signal === null) return ended(exitCode ?? 0);
      const script = `/piston/packages/${runtime.runtime ?? runtime.language}/${runtime.version}/run: line 6`;
      return ended(shellCodeOf(signal), shellLineOf(signal, './a.out "$@"', script));
    }
  }
}

function timeWords(limit: 'cpu' | 'wall'): string {
  return limit === 'wall' ? 'Time limit exceeded (wall clock)' : 'Time limit exceeded';
}
