import type { SubmissionResult, Verdict } from '@app/contracts';
import { createHash } from 'node:crypto';

/** Verdicts that depend on how fast the machine was, or on a fault of ours. */
const UNREPEATABLE: ReadonlySet<unknown> = new Set<Verdict>([
  'internal_error',
  'time_limit_exceeded',
  'memory_limit_exceeded',
]);
/** What is measured, and so never the same twice. */
const MEASURES: ReadonlySet<string> = new Set([
  'cpuTimeMs',
  'wallTimeMs',
  'memoryBytes',
  'timing',
  'compilation',
  'compilations',
]);

/** Whether the same work may be expected to come out like this again: no verdict in it depends on time or memory. */
export function isRepeatable(verdict: Verdict, result: SubmissionResult): boolean {
  if (UNREPEATABLE.has(verdict) || result.error !== undefined) return false;
  let repeatable = true;
  JSON.stringify(result, (key, value: unknown) => {
    if (key === 'verdict' && UNREPEATABLE.has(value)) repeatable = false;
    return value;
  });
  return repeatable;
}

/** SHA-256 over what of an outcome is the same whenever the programs do the same; hex. */
export function fingerprint(verdict: Verdict, result: SubmissionResult): string {
  const text = JSON.stringify([verdict, result], (key, value: unknown) => {
    if (MEASURES.has(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    // PostgreSQL and Redis keep the order of members, but who wrote them may change.
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex');
}
