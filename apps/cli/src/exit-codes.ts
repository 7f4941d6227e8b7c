/** What `cpast` ends with, for scripts. */
export const EXIT = Object.freeze({
  /** No difference, accepted, done. */
  OK: 0,
  /** A difference was found, a program was not accepted, a solution is not what it declares. */
  FOUND: 1,
  /** The command itself is wrong: an argument, a file, a clex text, an unknown language. */
  USAGE: 2,
  /** A program that had to work does not: it does not compile, the reference or the generator failed. */
  BROKEN: 3,
  /** Nothing could be found out: no service, no sandbox, an error of ours. */
  UNAVAILABLE: 4,
  /** Ended by Ctrl+C, as shells count: 128 + SIGINT. */
  INTERRUPTED: 130,
  /** The reader of the output is gone, as shells count: 128 + SIGPIPE. */
  UNREAD: 141,
});
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What is wrong, in one or a few lines for the person at the keyboard. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.USAGE,
  ) {
    super(message);
  }
}
