import { type ClexProgram, DEFAULT_BOUNDS, describeDraw } from '@app/clex';
import type { TooSlow, WriteRequest } from './messages.js';

/** An input, and how its strategy drew it, in words. */
interface WrittenInput {
  text: string;
  description: string;
}

/**
 * The inputs asked for as JSON: eight mebibytes of it are written here and not in the event loop.
 * @throws ClexError
 */
export function writeInputs(program: ClexProgram, request: WriteRequest): Uint8Array | TooSlow {
  const drawn = drawAll(program, request);
  if ('message' in drawn) return drawn;
  const answer = {
    seed: String(request.seed),
    inputs: drawn.map(({ text }) => text),
    strategies: drawn.map(({ description }) => description),
  };
  return new TextEncoder().encode(JSON.stringify(answer));
}

/**
 * All of them within one budget of time: a text may ask for ten million draws, and a request for a hundred
 * inputs. A client that has waited so long gets none.
 */
function drawAll(program: ClexProgram, request: WriteRequest): WrittenInput[] | TooSlow {
  const { seed, strategy, from, to, asInJobs, maxMs } = request;
  const endsAt = performance.now() + maxMs;
  let bytesLeft = DEFAULT_BOUNDS.maxOutputBytes;
  const drawn: WrittenInput[] = [];
  for (let index = from; index < to; index++) {
    if (performance.now() > endsAt)
      return { message: `${index - from} of ${to - from} inputs took ${maxMs / 1000} seconds` };
    const bounds = asInJobs ? {} : { maxOutputBytes: bytesLeft };
    const { text, description } = describeDraw(program, { seed, index, strategy }, bounds);
    bytesLeft -= Buffer.byteLength(text);
    drawn.push({ text, description });
  }
  return drawn;
}
