import type { SubmissionResult, Verdict } from '@app/contracts';
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

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

/**
 * Whether the same work may be expected to come out like this again: no verdict in it depends on time or
 * memory.
 */
export function isRepeatable(verdict: Verdict, result: SubmissionResult): boolean {
  return !UNREPEATABLE.has(verdict) && result.error === undefined && !hasUnrepeatable(result);
}

function hasUnrepeatable(value: object): boolean {
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (typeof member === 'object' && member !== null) {
      if (hasUnrepeatable(member)) return true;
    } else if (name === 'verdict' && UNREPEATABLE.has(member)) return true;
  }
  return false;
}

/** SHA-256 over what of an outcome is the same whenever the programs do the same; hex. */
export function fingerprint(verdict: Verdict, result: SubmissionResult): string {
  // PostgreSQL and Redis keep the order of members, but who wrote them may change.
  return createHash('sha256')
    .update(canonicalJson([verdict, result], MEASURES))
    .digest('hex');
}
