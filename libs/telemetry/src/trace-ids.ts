import { randomBytes } from 'node:crypto';

/**
 * Ids of spans and traces: random ones, but for the first span of a submission, whose ids are made of its
 * own.
 */
export const randomIds = {
  /** What the next span gets; null: random ids. */
  next: null as { traceId: string; spanId: string } | null,
  generateTraceId: (): string => randomIds.next?.traceId ?? randomBytes(16).toString('hex'),
  generateSpanId: (): string => randomIds.next?.spanId ?? randomBytes(8).toString('hex'),
};
