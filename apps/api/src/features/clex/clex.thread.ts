import { DomainError, type ProblemDetails } from '../../platform/problem/domain-error.js';
import type { ProblemCode } from '../../platform/problem/problems.js';
import { drawInputs, type InputsWanted } from './draw-inputs.js';

/** What a thread drew, written as the service answers it, or the problem in parts, as threads hand over no classes. */
export type Drawn = { tookMs: number } & (
  { kind: 'ok'; json: Uint8Array } | { kind: 'problem'; code: ProblemCode; details: ProblemDetails }
);

/** In JSON: eight mebibytes of it are written here and not in the event loop. */
function answerOf(wanted: InputsWanted): Uint8Array {
  const drawn = drawInputs(wanted);
  const answer = {
    seed: String(BigInt(wanted.seed)),
    inputs: drawn.map(({ text }) => text),
    strategies: drawn.map(({ description }) => description),
  };
  return new TextEncoder().encode(JSON.stringify(answer));
}

/** `drawInputs` in a thread. A count of 0 only looks whether the text can be read. */
export default function draw(wanted: InputsWanted): Drawn {
  const startedAt = performance.now();
  const took = (): number => performance.now() - startedAt;
  try {
    return { kind: 'ok', json: answerOf(wanted), tookMs: took() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: 'problem', code: error.code, details: error.details, tookMs: took() };
  }
}
