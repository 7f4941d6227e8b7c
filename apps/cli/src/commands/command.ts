import type { Limits } from '@app/contracts';
import { type Command, Option } from 'commander';
import { openEngine, type EngineOptions } from '../engine/open.js';
import type { Engine } from '../engine/engine.js';
import { readConfigFile, type FolderConfig } from '../input/config-file.js';
import { parseBytes, parseTimeMs } from '../input/quantities.js';
import type { Io } from '../io.js';
import type { ExitCode } from '../exit-codes.js';

/** What every command gets: the world, and the signal of Ctrl+C. */
export interface Context {
  readonly io: Io;
  readonly signal: AbortSignal;
  /** Says with which code the process ends. */
  end(code: ExitCode): void;
}

/** Options of commands that do jobs. */
export interface JobOptions extends EngineOptions {
  json?: boolean;
  timeLimit?: number;
  wallTimeLimit?: number;
  memoryLimit?: number;
}

/** Adds the options of `JobOptions` to a command. */
export function withJobOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-T, --time-limit <time>', 'CPU time of one run, e.g. 500ms or 2s').argParser(parseTimeMs),
    )
    .addOption(new Option('--wall-time-limit <time>', 'wall time of one run').argParser(parseTimeMs))
    .addOption(new Option('-M, --memory-limit <size>', 'memory of one run, e.g. 256M').argParser(parseBytes))
    .option('--server <url>', 'do it at a cpast service instead of on this machine (or CPAST_SERVER)')
    .option('--token <token>', 'API token for the service (or CPAST_TOKEN, or `cpast login`)')
    .option('--reuse', 'with --server: the result of the same work may be taken from before')
    .option('--json', 'print one JSON document instead of words');
}

/** The limits that the options name; undefined: the defaults. */
export function limitsOf(options: JobOptions, config: FolderConfig = {}): Partial<Limits> | undefined {
  const cpuTimeLimitMs = options.timeLimit ?? (config.timeLimit ? parseTimeMs(config.timeLimit) : undefined);
  const memoryLimitBytes =
    options.memoryLimit ?? (config.memoryLimit ? parseBytes(config.memoryLimit) : undefined);
  const limits: Partial<Limits> = {
    ...(cpuTimeLimitMs !== undefined && { cpuTimeLimitMs }),
    ...(options.wallTimeLimit !== undefined && { wallTimeLimitMs: options.wallTimeLimit }),
    ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
  };
  return Object.keys(limits).length > 0 ? limits : undefined;
}

/** Opens the engine and the folder's config for as long as `use` takes. */
export async function withEngine(
  options: EngineOptions,
  { io }: Context,
  use: (engine: Engine, config: FolderConfig) => Promise<void>,
): Promise<void> {
  const config = await readConfigFile(io);
  const engine = await openEngine({ ...options, server: options.server ?? config.server }, io);
  try {
    await use(engine, config);
  } finally {
    await engine.close();
  }
}
