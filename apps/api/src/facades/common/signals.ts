import type { Execution } from '@app/contracts';
import { constants } from 'node:os';

/** What a shell says of a program that such a signal ended; those with a core dump say so. */
const WORDS: Readonly<Record<string, string>> = {
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit                    (core dumped)',
  SIGILL: 'Illegal instruction     (core dumped)',
  SIGTRAP: 'Trace/breakpoint trap   (core dumped)',
  SIGABRT: 'Aborted                 (core dumped)',
  SIGBUS: 'Bus error               (core dumped)',
  SIGFPE: 'Floating point exception(core dumped)',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGSEGV: 'Segmentation fault      (core dumped)',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGXCPU: 'CPU time limit exceeded (core dumped)',
  SIGXFSZ: 'File size limit exceeded(core dumped)',
  SIGSYS: 'Bad system call         (core dumped)',
};

/** 128 + N, as a shell reports a program that signal N ended. */
export function shellCodeOf(signal: string): number {
  return 128 + ((constants.signals as Record<string, number | undefined>)[signal] ?? 0);
}

/**
 * The line that a shell writes to stderr. @param command what it had started, @param script where that stands
 */
export function shellLineOf(signal: string, command: string, script = 'run: line 1'): string {
  return `${script}:     3 ${(WORDS[signal] ?? signal).padEnd(24)} ${command}\n`;
}

/**
 * Whether a program wrote a larger file than it might, but ended by its own exit code or signal: no limit
 * ended it.
 */
export function endedByItself({ limit, exitCode, signal }: Execution): boolean {
  return limit === 'file_size' && (exitCode !== null || signal !== null);
}
