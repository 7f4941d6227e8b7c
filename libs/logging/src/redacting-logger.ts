import { Logger, type LoggerService } from '@nestjs/common';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { redact } from './redact.js';

type Level = 'warn' | 'error' | 'fatal';
type Write = (line: string) => void;

export interface LogOptions {
  /** One JSON object a line, as log collectors read them; else lines for people. */
  json: boolean;
  /** Default: standard error. */
  write?: Write;
}

/** Nest's log without secrets: whatever is logged, wherever, passes through `redact`. Warnings and worse only. */
export class RedactingLogger implements LoggerService {
  private readonly put: (level: Level, context: string | undefined, text: string) => void;

  constructor({ json, write = (line) => void process.stderr.write(line) }: LogOptions) {
    this.put = json ? jsonLines(write) : plainLines(write);
  }

  log(): void {}

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
    const last = more.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const rest = context === undefined ? more : more.slice(0, -1);
    const texts = [message, ...rest].filter((part) => part !== undefined).map(textOf);
    this.put(level, context, redact(texts.join('\n')));
  }
}

/** Makes it the log of everything in this process that uses Nest's `Logger`. */
export function useRedactingLogger(config: { production: boolean }): LoggerService {
  const logger = new RedactingLogger({ json: config.production });
  Logger.overrideLogger(logger);
  return logger;
}

function jsonLines(write: Write): RedactingLogger['put'] {
  const log = pino(
    {
      base: null,
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

/** Of an error only its stack, and that of what caused it: other properties hold queries and their parameters. */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!(part instanceof Error)) return inspect(part, { depth: 3 });
  const cause = part.cause === undefined ? '' : `\ncaused by ${textOf(part.cause)}`;
  return (part.stack ?? `${part.name}: ${part.message}`) + cause;
}
