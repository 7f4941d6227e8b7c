import type { Command } from 'commander';
import { watch as watchFolder } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../exit-codes.js';
import type { Context } from './command.js';

/** Editors write a file in several steps; what comes within this belongs together. */
const SETTLE_MS = 100;

/** Runs a command line of this program and resolves with its exit code. */
export type RunLine = (argv: readonly string[], context: Context) => Promise<void>;

/** `cpast watch COMMAND ...` */
export function addWatch(program: Command, context: Context, runLine: RunLine): void {
  program
    .command('watch')
    .description(
      'run another command now and whenever one of its files changes, e.g. cpast watch stress a.cpp b.cpp ...',
    )
    .argument('<command...>', 'the command with its arguments')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => watch(words, context, runLine));
}

async function watch(words: readonly string[], context: Context, runLine: RunLine): Promise<void> {
  const { io, signal } = context;
  if (words[0] === 'watch') throw new CliError('watch cannot watch itself');
  const paths = new Set(words.slice(1).map((word) => resolve(io.cwd, word.replace(/^[a-z0-9+#.-]+:/i, ''))));
  let running = new AbortController();
  let wake = () => {};
  const folders = new Set([...paths].map(dirname));
  const watchers = [...folders].flatMap((folder) => {
    try {
      return [
        watchFolder(folder, (_event, name) => {
          if (name === null || !paths.has(resolve(folder, basename(name)))) return;
          running.abort();
          wake();
        }),
      ];
    } catch {
      return [];
    }
  });
  const onInterrupt = () => {
    running.abort(signal.reason);
    wake();
  };
  signal.addEventListener('abort', onInterrupt);
  try {
    while (!signal.aborted) {
      running = new AbortController();
      const changed = new Promise<void>((done) => (wake = done));
      io.note(io.colors.dim(`--- ${words.join(' ')}`));
      await runLine(words, { ...context, signal: running.signal });
      if (signal.aborted) break;
      io.note(io.colors.dim('waiting for a change (Ctrl+C ends)'));
      if (!running.signal.aborted) await changed;
      if (!signal.aborted) await delay(SETTLE_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    signal.removeEventListener('abort', onInterrupt);
    for (const watcher of watchers) watcher.close();
  }
  signal.throwIfAborted();
}
