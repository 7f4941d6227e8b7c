import { Logger, type LoggerService } from '@nestjs/common';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { redact } from './redact.js';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';
type Write = (line: string) => void;

/** The least serious that a log has. */
export type LogLevel = Exclude<Level, 'fatal'>;

const RANKS: Record<Level, number> = { fatal: 0, error: 0, warn: 1, info: 2, debug: 3 };

/** Nest's own account of its start, a line for each route: of use only to who looks for a fault in that. */
const CONTEXTS_OF_NEST = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

export interface LogOptions {
  /** One JSON object a line, as log collectors read them; else lines for people. */
  json: boolean;
  /** The least that is written. Default: info. */
  level?: LogLevel;
  /** Default: standard error. */
  write?: Write;
}

/** Nest's log without secrets: whatever is logged, wherever, passes through `redact`. */
export class RedactingLogger implements LoggerService {
  private readonly put: (level: Level, context: string | undefined, text: string) => void;
  private readonly rank: number;

  constructor({ json, level = 'info', write = (line) => void process.stderr.write(line) }: LogOptions) {
    this.put = json ? jsonLines(write) : plainLines(write);
    this.rank = RANKS[level];
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }

  log(message: unknown, ...more: unknown[]): void {
    const isOfNest = CONTEXTS_OF_NEST.has(String(more.at(-1)));
    this.write(isOfNest ? 'debug' : 'info', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }

  /** Nest hands the name of the logger over as the last of `more`. */
  private write(level: Level, message: unknown, more: unknown[]): void {
    if (RANKS[level] > this.rank) return;
    const last = more.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const rest = context === undefined ? more : more.slice(0, -1);
    const texts = [message, ...rest].filter((part) => part !== undefined).map(textOf);
    this.put(level, context, redact(texts.join('\n')));
  }
}

/** Makes it the log of everything in this process that uses Nest's `Logger`. */
export function useRedactingLogger(config: { production: boolean; logLevel: LogLevel }): LoggerService {
  const logger = new RedactingLogger({ json: config.production, level: config.logLevel });
  Logger.overrideLogger(logger);
  return logger;
}

function jsonLines(write: Write): RedactingLogger['put'] {
  const log = pino(
    {
      base: null,
      // What is below the level of this process does not come here.
      level: 'debug',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'message',
    },
    { write },
  );
  return (level, context, text) => log[level]({ context }, text);
}

function plainLines(write: Write): RedactingLogger['put'] {
  return (level, context, text) => {
    const name = context === undefined ? '' : ` [${context}]`;
    write(`${new Date().toISOString()} ${level.toUpperCase()}${name} ${text}\n`);
  };
}

/**
 * Of an error only its stack, and that of what caused it: other properties hold queries and their parameters.
 */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!(part instanceof Error)) return inspect(part, { depth: 3 });
  const cause = part.cause === undefined ? '' : `\ncaused by ${textOf(part.cause)}`;
  return (part.stack ?? `${part.name}: ${part.message}`) + cause;
}
