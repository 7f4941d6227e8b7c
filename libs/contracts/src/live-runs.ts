import type { Compilation, Execution } from './executions.js';
import type { Limits } from './limits.js';
import type { Program } from './programs.js';
import type { ExecutionVerdict } from './verdicts.js';

/** What `live:open` asks for: a program to talk to while it runs. */
export interface LiveRunRequest {
  program: Program;
  limits?: Partial<Limits>;
  /** Arguments of the program, after its own `runArgs`. */
  args?: string[];
  /** Whether the result has `output`: stdout and stderr in the order in which they came. */
  combinedOutput?: boolean;
}

/** Signals that a program may be sent. */
export const LIVE_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
export type LiveSignalName = (typeof LIVE_SIGNALS)[number];

/** What a client sends of a program that it talks to. Each is acknowledged with a `LiveAck`. */
export interface LiveRunInput {
  /** To its standard input; acknowledged when there is room for more. */
  'live:stdin': { id: string; data: Uint8Array | string };
  /** End of its input. */
  'live:eof': { id: string };
  'live:signal': { id: string; signal: LiveSignalName };
  /** Ends it. */
  'live:close': { id: string };
}

/** How messages are acknowledged; the one of `live:open` has the id, which is that of the submission. */
export type LiveAck = { ok: true } | LiveRefusal;
export type LiveOpened = { ok: true; id: string } | LiveRefusal;
export interface LiveRefusal {
  ok: false;
  /** As `code` of a problem. */
  code: string;
  detail?: string;
  errors?: { field: string; message: string }[];
}

/** What a client gets to know of a program that it talks to. */
export interface LiveRunEvents {
  'live:compiled': { id: string; compilation: Compilation };
  'live:started': { id: string };
  /** `seq` counts the pieces of both streams, from 1. */
  'live:data': { id: string; stream: 'stdout' | 'stderr'; data: Uint8Array; seq: number };
  /** The last one. The submission is final by then, unless `error` says that the service has lost it. */
  'live:exit': LiveExit;
}
export interface LiveExit {
  id: string;
  /** null: it never ran, or its end is unknown. */
  execution: Execution | null;
  /** null: it was ended before its time. */
  verdict: ExecutionVerdict | null;
  /** Why it ended, where that was not the program's doing. */
  error?: string;
}

/** Times in milliseconds, sizes in bytes. */
export const LIVE_RUN_LIMITS = Object.freeze({
  /** A person thinks for longer than a program computes. */
  wallTimeLimitMs: Object.freeze({ default: 600_000, minimum: 1, maximum: 1_800_000 }),
  /** The maximum is that of any run. */
  cpuTimeLimitMs: Object.freeze({ default: 10_000 }),
  /** A program that neither says nor hears anything for so long is ended. */
  idleMs: 300_000,
  /** One message to the service, the program with all its files included. */
  maxMessageBytes: 256 * 1024,
  /** Input that the program has not taken yet. */
  maxWaitingInputBytes: 1024 * 1024,
});
