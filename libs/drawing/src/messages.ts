import type { GenerationBounds, Span, Strategy } from '@app/clex';

/** Which inputs of a clex text. */
export interface DrawRequest {
  clex: string;
  seed: bigint;
  strategy: Strategy;
  /** Inputs `from..to` (exclusive). */
  from: number;
  to: number;
  bounds?: Partial<GenerationBounds>;
  /** Stops behind the input with which so many bytes are drawn. */
  maxBytes: number;
  /** Stops behind the input after which so many milliseconds are over. */
  maxMs: number;
}

/** Which inputs of a clex text, as the JSON of an answer. */
export interface WriteRequest {
  clex: string;
  seed: bigint;
  strategy: Strategy;
  /** Inputs `from..to` (exclusive): all of them or none. */
  from: number;
  to: number;
  /** Each input may be as long as in a job; otherwise all of them together may be as long as one. */
  asInJobs: boolean;
  /** For all of them together. */
  maxMs: number;
}

/** Why inputs cannot be drawn in time, for people. */
export interface TooSlow {
  message: string;
}

/** What is wrong with a clex text, or with one of its inputs; `rendered` is it as text for people. */
export interface ClexProblem {
  code: string;
  message: string;
  hint: string;
  span: Span;
  rendered: string;
}

/** One input, in UTF-8, or why there is none. */
export type DrawnInput =
  { index: number; input: Uint8Array; description: string } | { index: number; problem: ClexProblem };

/**
 * What is to become smaller: an input of a clex text, or a text; `format` is a clex text that it can be read
 * by.
 */
export type ShrinkRequest =
  | { clex: string; seed: bigint; strategy: Strategy; index: number; batchSize: number }
  | { text: string; format?: string; batchSize: number };

/** Texts to be read by a clex text, one after the other for so long; the first one in any case. */
export interface RecogniseRequest {
  clex: string;
  texts: string[];
  maxMs: number;
}

/** What one of them is: `unknown` where it cannot be told; for the others why, for people. */
export type FormatWord = { kind: 'of_the_form' } | { kind: 'other' | 'unknown'; reason: string };

/** Looks for the input of a clex text on which a program is slowest. */
export interface ClimbRequest {
  clex: string;
  seed: bigint;
  inputs: number;
}

/** What a thread is asked. `shrink` begins to make an input smaller; `answer` goes on with it. */
export type Task =
  | { kind: 'draw'; request: DrawRequest }
  | { kind: 'write'; request: WriteRequest }
  | { kind: 'shrink'; session: number; request: ShrinkRequest }
  | { kind: 'answer'; session: number; fails: boolean[] }
  | { kind: 'recognise'; request: RecogniseRequest }
  | { kind: 'climb'; session: number; request: ClimbRequest }
  | { kind: 'timed'; session: number; ms: number }
  | { kind: 'leave'; session: number };

/** What a thread answers, and how long it took, in milliseconds. */
export type Answer =
  | { kind: 'drawn'; inputs: DrawnInput[]; tookMs: number }
  | { kind: 'written'; json: Uint8Array; tookMs: number }
  | { kind: 'recognised'; words: FormatWord[]; tookMs: number }
  | { kind: 'refused'; problem: ClexProblem | TooSlow; tookMs: number }
  /**
   * Candidates to run; null: there is nothing more to try. `picked` is the one of those before that counts as
   * the best now, null when none of them failed.
   */
  | { kind: 'candidates'; texts: Uint8Array[] | null; picked: number | null; tookMs: number }
  /** The next input to time; null: there is none. */
  | { kind: 'step'; step: { input: Uint8Array; size: number; isPoint: boolean } | null; tookMs: number }
  /** Of a session that is not gone on with. */
  | { kind: 'left'; tookMs: number };
