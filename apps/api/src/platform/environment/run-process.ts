import { collectWhenIdle } from '@app/async';
import { BackendUnavailable, ConfigError, failureLines } from '@app/config';
import { redact } from '@app/logging';
import { StartupError } from './startup-error.js';
import { Cleanup } from './cleanup.js';

/** Work that is not done by then is cut off: its rows are safe, and the next process goes on with them. */
const STOP_DEADLINE_MS = 20_000;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a service until SIGTERM or SIGINT: a clean stop ends with exit code 0. What the person at the keyboard
 * can cure is printed as one line per problem and ends with exit code 1. A second signal, or one while
 * starting, ends at once.
 * @param start opens everything and adds to the cleanup what closes it
 */
export async function runProcess(start: (cleanup: Cleanup) => Promise<void>): Promise<void> {
  const cleanup = new Cleanup();
  let started = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (!started || cleanup.isRunning) process.exit(EXIT_CODES[signal]);
      void stop(cleanup);
    });
  try {
    await start(cleanup);
    started = true;
    collectWhenIdle();
  } catch (error) {
    await cleanup.run().catch(() => {}); // Report the first failure, not that of the cleanup.
    exitWith(error);
  }
}

/** Prints what is wrong and ends the process. */
export function exitWith(error: unknown): never {
  for (const line of failureLines(error, isCurable(error))) process.stderr.write(`cpast: ${redact(line)}\n`);
  process.exit(1);
}

/** Ends a process whose embedded database has died. */
export function exitWithoutDatabase(reason: string): never {
  exitWith(new StartupError(`the embedded database died: ${reason}`));
}

const isCurable = (error: unknown): boolean =>
  [ConfigError, StartupError, BackendUnavailable].some((kind) => error instanceof kind);

async function stop(cleanup: Cleanup): Promise<void> {
  setTimeout(() => {
    process.stderr.write('cpast: could not stop in time; what is left is cut off\n');
    process.exit(1);
  }, STOP_DEADLINE_MS).unref();
  await cleanup.run().catch(exitWith);
  process.exit(0);
}
