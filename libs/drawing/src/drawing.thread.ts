import { move, transferableSymbol, valueSymbol } from 'piscina';
import { Drawer } from './draw.js';
import type { Answer, Task } from './messages.js';

// Drawing may take seconds in one piece: in a thread it does not hold up the event loop.
const drawer = new Drawer();

/** Does one task; the buffers of its answer are handed over, not copied. */
export default function perform(task: Task): unknown {
  const answer = drawer.perform(task);
  return move({ [valueSymbol]: answer, [transferableSymbol]: buffersOf(answer) } as never);
}

function buffersOf(answer: Answer): ArrayBuffer[] {
  return [...new Set(arraysOf(answer).map(({ buffer }) => buffer as ArrayBuffer))];
}

function arraysOf(answer: Answer): Uint8Array[] {
  switch (answer.kind) {
    case 'drawn':
      return answer.inputs.flatMap((one) => ('input' in one ? [one.input] : []));
    case 'written':
      return [answer.json];
    case 'candidates':
      return answer.texts ?? [];
    case 'step':
      return answer.step === null ? [] : [answer.step.input];
    case 'recognised':
    case 'refused':
    case 'left':
      return [];
    default:
      throw new TypeError(`unknown answer ${JSON.stringify(answer satisfies never)}`);
  }
}
