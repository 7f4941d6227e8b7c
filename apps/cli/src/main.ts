import 'reflect-metadata';
import { runCli } from './cli.js';
import { EXIT } from './exit-codes.js';
import { processIo } from './io.js';

/** What does not end by itself after the first Ctrl+C is left behind. */
const INTERRUPT_DEADLINE_MS = 10_000;

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (controller.signal.aborted) process.exit(EXIT.INTERRUPTED);
    controller.abort(new Error('interrupted'));
    setTimeout(() => process.exit(EXIT.INTERRUPTED), INTERRUPT_DEADLINE_MS).unref();
  });

// Who reads the output may have seen enough of it: `cpast languages | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.UNREAD);
});

process.exitCode = await runCli(process.argv.slice(2), processIo(), controller.signal);
