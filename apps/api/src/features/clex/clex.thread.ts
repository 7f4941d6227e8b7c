import { DomainError, type ProblemDetails } from '../../platform/problem/domain-error.js';
import type { ProblemCode } from '../../platform/problem/problems.js';
import { drawInputs, type DrawnInput, type InputsWanted } from './draw-inputs.js';

/** What a thread drew, or the problem in parts, as threads hand over no classes. */
export type Drawn = { tookMs: number } & (
  { kind: 'ok'; inputs: DrawnInput[] } | { kind: 'problem'; code: ProblemCode; details: ProblemDetails }
);

/** `drawInputs` in a thread. A count of 0 only looks whether the text can be read. */
export default function draw(wanted: InputsWanted): Drawn {
  const startedAt = performance.now();
  const took = (): number => performance.now() - startedAt;
  try {
    return { kind: 'ok', inputs: drawInputs(wanted), tookMs: took() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: 'problem', code: error.code, details: error.details, tookMs: took() };
  }
}
