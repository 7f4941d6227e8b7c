import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type TimeInput,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { randomIds } from './trace-ids.js';

/**
 * Traces of submissions, from POST to result. Theory of operation: the id of a submission, a UUID, has as
 * many bits as the id of a trace, so it is the id of its trace. Neither the row nor the queue carries a
 * context, and a job that is published again, or taken over by another worker, stays in its trace. The span
 * of the POST has an id made of the same UUID: a worker can name it as the parent of its own without having
 * heard of it. Without a collector (`openTracing`) all of this does nothing.
 */
let isOn = false;

/** Begins to make spans; the SDK is registered. */
export function switchTracing(on: boolean): void {
  isOn = on;
}

const tracer = () => trace.getTracer('cpast');

const traceIdOf = (submissionId: string) => submissionId.replaceAll('-', '').toLowerCase();
/** The second half of a UUID of version 7 is random. */
const rootSpanIdOf = (submissionId: string) => traceIdOf(submissionId).slice(16);

function contextOf(submissionId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(submissionId),
    spanId: rootSpanIdOf(submissionId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** The first span of a submission's trace, of what is over already. */
export function recordRoot(
  submissionId: string,
  name: string,
  startTime: TimeInput,
  attributes: Attributes,
): void {
  if (!isOn) return;
  randomIds.next = { traceId: traceIdOf(submissionId), spanId: rootSpanIdOf(submissionId) };
  try {
    tracer().startSpan(name, { root: true, startTime, attributes }, ROOT_CONTEXT).end();
  } finally {
    randomIds.next = null;
  }
}

/** A span of a submission's trace, of what is over already. */
export function recordSpan(
  submissionId: string,
  name: string,
  startTime: TimeInput,
  endTime: TimeInput,
  attributes: Attributes = {},
): void {
  if (!isOn) return;
  tracer().startSpan(name, { startTime, attributes }, contextOf(submissionId)).end(endTime);
}

/**
 * A span around `work`, below the first one of the submission's trace; it is marked as failed when `work`
 * throws.
 */
export function inTrace<T>(
  submissionId: string,
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (!isOn) return work();
  return tracer().startActiveSpan(name, { attributes }, contextOf(submissionId), (span) => ended(span, work));
}

/** A span around `work`, below the one that is being done now; none where none is. */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isOn || !trace.getActiveSpan()) return work();
  return tracer().startActiveSpan(name, { attributes }, (span) => ended(span, work));
}

/** Tells the span that is being done now something that was not known when it began. */
export function noteInSpan(attributes: Attributes): void {
  if (isOn) trace.getActiveSpan()?.setAttributes(attributes);
}

async function ended<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Only its name: messages may hold texts of the submission.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'failed' });
    throw error;
  } finally {
    span.end();
  }
}
